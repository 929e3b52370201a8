import { expect, test } from 'vitest';

import { containing } from './search';

test('signs that LIKE reads in its own way are meant literally', () => {
  expect(containing(String.raw` 100%_a\b `)).toBe(String.raw`%100\%\_a\\b%`);
});
