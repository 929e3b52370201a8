import { expect, test } from 'vitest';

import { captcha } from './captcha.mjs';

test('it is off by default', () => {
  expect(captcha({})).toBeUndefined();
  expect(captcha({ PUBLIC_CAPTCHA: '' })).toBeUndefined();
});

test.each(['turnstile', 'hcaptcha'])('the policy allows the script of %s', (vendor) => {
  const found = captcha({ PUBLIC_CAPTCHA: `${vendor}:0x4AAA-b_c` });
  expect(found).toMatchObject({ vendor, siteKey: '0x4AAA-b_c' });
  expect(found?.script).toMatch(/^https:\/\/(challenges\.cloudflare\.com|js\.hcaptcha\.com)\//);
  expect(found?.sources['frame']).not.toBe('');
});

test.each(['turnstile', 'turnstile:', 'recaptcha:x', 'constructor:x', 'turnstile:a b', 'https://x'])('refuses %s', (set) => {
  expect(() => captcha({ PUBLIC_CAPTCHA: set })).toThrow('PUBLIC_CAPTCHA');
});
