import { expect, test } from 'vitest';

import { containing } from './prompt-search';

test('wildcards of LIKE are escaped', () => {
  expect(containing(String.raw` 100%_a\b `)).toEqual([String.raw`%100\%\_a\\b%`]);
});

test('each word is a pattern of its own', () => {
  expect(containing('typewriter  tram')).toEqual(['%typewriter%', '%tram%']);
  expect(containing('  ')).toEqual([]);
});
