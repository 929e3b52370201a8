import { expect, test } from 'vitest';

import * as de from './de';
import * as en from './en';

/** Each text by the way to it; what works texts out is left out. */
function textsOf(value: unknown, path = ''): [path: string, text: string][] {
  if (typeof value === 'string') return [[path, value]];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => textsOf(inner, `${path}/${name}`));
}

test('German has every text that English has, and no other', () => {
  expect(textsOf(de).map(([path]) => path).toSorted()).toEqual(textsOf(en).map(([path]) => path).toSorted());
});

test('every sentence is translated', () => {
  const english = new Map(textsOf(en));
  const same = textsOf(de).filter(([path, text]) => text.includes(' ') && english.get(path) === text);
  expect(same).toEqual([]);
});
