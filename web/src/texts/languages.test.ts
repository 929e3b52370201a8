import { describe, expect, test } from 'vitest';

const LANGUAGES = byLanguage(import.meta.glob('./*/*.ts', { eager: true }));
const { en = {}, ...others } = LANGUAGES;

/** The files of each language, by the names of the folder and the file. */
function byLanguage(files: Record<string, unknown>): Record<string, Record<string, unknown>> {
  const languages: Record<string, Record<string, unknown>> = {};
  for (const [path, texts] of Object.entries(files)) {
    const [, language = '', file = ''] = path.split('/');
    languages[language] = { ...languages[language], [file]: texts };
  }
  return languages;
}

/** Each text, or function that returns one, by its key path. */
function textsOf(value: unknown, path = ''): [path: string, text: unknown][] {
  if (typeof value === 'string' || typeof value === 'function') return [[path, value]];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => textsOf(inner, `${path}/${name}`));
}

const pathsOf = (texts: unknown) => textsOf(texts).map(([path]) => path);

test('every folder is a language', () => {
  expect(Object.keys(others)).toContain('de');
});

describe.each(Object.entries(others))('%s', (language, texts) => {
  test('has its own name as the language of the pages', () => {
    expect(texts['site.ts']).toMatchObject({ siteTexts: { language } });
  });

  test('has every text of English', () => {
    const there = new Set(pathsOf(texts));
    expect(pathsOf(en).filter((path) => !there.has(path))).toEqual([]);
  });

  test('has no other text', () => {
    const there = new Set(pathsOf(en));
    expect(pathsOf(texts).filter((path) => !there.has(path))).toEqual([]);
  });

  test('translates every sentence', () => {
    const english = new Map(textsOf(en));
    const same = textsOf(texts).filter(([path, text]) => typeof text === 'string' && text.includes(' ') && english.get(path) === text);
    expect(same).toEqual([]);
  });

  test('keeps the “E-” of “E-Mail-Adresse” in the line of the rest', () => {
    expect(textsOf(texts).filter(([, text]) => String(text).includes('E-Mail-'))).toEqual([]);
  });
});

test.each([
  ['en', /nothing was taken/i],
  ['de', /nichts abgezogen/i],
])('%s says in one way that nothing was charged', (language, other) => {
  expect(textsOf(LANGUAGES[language]).filter(([, text]) => other.test(String(text)))).toEqual([]);
});
