import { describe, expect, test } from 'vitest';

import { likePatterns, matchesSearch, shortenBetween, splitAtMatches } from './prompt-search';

test('wildcards of LIKE are escaped', () => {
  expect(likePatterns(String.raw` 100%_a\b `)).toEqual([String.raw`%100\%\_a\\b%`]);
});

test('each word and each quoted phrase is a pattern of its own, without capitals and accents', () => {
  expect(likePatterns('Typewriter  tram')).toEqual(['%typewriter%', '%tram%']);
  expect(likePatterns('Café "in the RAIN" „zu zweit“')).toEqual(['%cafe%', '%in the rain%', '%zu zweit%']);
  expect(likePatterns('  "" ')).toEqual([]);
  expect(likePatterns('an "open phrase')).toEqual(['%an%', '%open%', '%phrase%']);
});

describe('a search', () => {
  test.each([
    ['tram typewriter', true],
    ['"typewriter tram"', false],
    ['"a tram, a type"', true],
    ['TRAM ecole', true],
    ['bus', false],
    [' ', true],
  ])('%s finds "A tram, a typewriter, an École": %s', (search, expected) => {
    expect(matchesSearch(search, 'A tram, a typewriter, an École')).toBe(expected);
  });
});

describe('the matches of a search are marked', () => {
  const inBrackets = (text: string, search: string) =>
    splitAtMatches(text, search)
      .map((part) => (part.isMatch ? `[${part.text}]` : part.text))
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

test.each([
  ['A very long beginning with a Café while rain falls upon a tram, and more that is cut off', 'cafe TRAM', '… [Café] … [tram], and more that is cut off'],
  ['A café by a tram', 'cafe tram', 'A [café] by a [tram]'],
  ['😀😀😀😀😀😀😀😀😀😀😀😀 fox', 'fox', '…😀😀😀😀 [fox]'],
  ['A very long text without a match', '', 'A very long text without a match'],
])('what is before and between the matches is shortened: %s, %s', (text, search, expected) => {
  const parts = shortenBetween(splitAtMatches(text, search));
  expect(parts.map((part) => (part.isMatch ? `[${part.text}]` : part.text)).join('')).toBe(expected);
});
