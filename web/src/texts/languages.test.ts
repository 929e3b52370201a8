import { expect, test } from 'vitest';

const de = named(import.meta.glob('./de/*.ts', { eager: true }));
const en = named(import.meta.glob('./en/*.ts', { eager: true }));

/** The files of a language by their names, which are the same in each. */
function named(files: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(files).map(([path, texts]) => [path.split('/').pop(), texts]));
}

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
