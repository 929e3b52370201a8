const VENDORS = {
  turnstile: {
    script: 'https://challenges.cloudflare.com/turnstile/v0/api.js?render=explicit',
    sources: { script: 'https://challenges.cloudflare.com', frame: 'https://challenges.cloudflare.com', style: '', connect: '' },
  },
  hcaptcha: {
    script: 'https://js.hcaptcha.com/1/api.js?render=explicit',
    sources: Object.fromEntries(
      ['script', 'frame', 'style', 'connect'].map((kind) => [kind, 'https://hcaptcha.com https://*.hcaptcha.com']),
    ),
  },
};

/**
 * An optional captcha for sign-up, login and mail requests; off by default.
 * @param {Record<string, string | undefined>} env PUBLIC_CAPTCHA, such as `turnstile:<site key>` or `hcaptcha:<site key>`
 * @returns {{vendor: string, siteKey: string, script: string, sources: Record<string, string>} | undefined} with the
 *   sources that the Content-Security-Policy must allow
 */
export function captcha(env) {
  const set = env.PUBLIC_CAPTCHA;
  if (!set) return undefined;
  const [, vendor = '', siteKey = ''] = /^(\w+):([\w-]+)$/.exec(set) ?? [];
  const known = Object.hasOwn(VENDORS, vendor) ? VENDORS[/** @type {keyof typeof VENDORS} */ (vendor)] : undefined;
  if (!known) throw new Error('PUBLIC_CAPTCHA must be turnstile:<site key> or hcaptcha:<site key>');
  return { vendor, siteKey, ...known };
}
