import { expect, test } from 'vitest';

import { localeFor } from './locale';

test('numbers and dates follow the language of the site, in the variant of the browser', () => {
  expect(localeFor('en-GB')).toBe('en-GB');
  expect(localeFor('de-DE')).toBe('en');
  expect(localeFor('eng-US')).toBe('en');
});
