import { expect, test } from 'vitest';

import { containing } from './search';

test('wildcards of LIKE are escaped', () => {
  expect(containing(String.raw` 100%_a\b `)).toBe(String.raw`%100\%\_a\\b%`);
});
