import { describe, expect, test } from 'vitest';

import { containing, found, marked } from './prompt-search';

test('wildcards of LIKE are escaped', () => {
  expect(containing(String.raw` 100%_a\b `)).toEqual([String.raw`%100\%\_a\\b%`]);
});

test('each word and each quoted phrase is a pattern of its own, without capitals and accents', () => {
  expect(containing('Typewriter  tram')).toEqual(['%typewriter%', '%tram%']);
  expect(containing('Café "in the RAIN" „zu zweit“')).toEqual(['%cafe%', '%in the rain%', '%zu zweit%']);
  expect(containing('  "" ')).toEqual([]);
  expect(containing('an "open phrase')).toEqual(['%an%', '%open%', '%phrase%']);
});

describe('a search', () => {
  test.each([
    ['tram typewriter', true],
    ['"typewriter tram"', false],
    ['"a tram, a type"', true],
    ['TRAM ecole', true],
    ['bus', false],
  ])('%s finds "A tram, a typewriter, an École": %s', (search, expected) => {
    expect(found(search, 'A tram, a typewriter, an École')).toBe(expected);
  });
});

describe('the matches of a search are marked', () => {
  const inBrackets = (text: string, search: string) =>
    marked(text, search)
      .map((part) => (part.hit ? `[${part.text}]` : part.text))
      .join('');
  test.each([
    ['A Café in the rain', 'CAFE rain', 'A [Café] in the [rain]'],
    ['a cafe\u0301 au lait', 'café', 'a [cafe\u0301] au lait'],
    ['😀 fox 😀', 'fox', '😀 [fox] 😀'],
    ['banana', 'ana', 'b[anana]'],
    ['a fox', '', 'a fox'],
  ])('%s, %s', (text, search, expected) => {
    expect(inBrackets(text, search)).toBe(expected);
  });
});
