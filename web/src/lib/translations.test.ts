import { expect, test } from 'vitest';

import { textIn, translatedArticle, translatedModel } from './translations';

const MODEL = {
  name: 'Krea',
  description: 'Draws.',
  input_schema: { type: 'object', properties: { text: { type: 'string', title: 'Prompt', description: 'What?' }, width: { title: 'Width' } } },
};
const english = (texts: unknown) => ({ ...MODEL, translations: { en: texts, de: { name: 'Falsch' } } });

test('a model has its texts in the language of the site', () => {
  const found = translatedModel(english({ name: 'Crayon', inputs: { text: { title: 'Words' } }, examples: [{ title: 'Tram' }] }));
  expect(found).toMatchObject({ name: 'Crayon', description: 'Draws.', examples: [{ title: 'Tram' }] });
  expect(found.input_schema.properties).toEqual({
    text: { type: 'string', title: 'Words', description: 'What?' },
    width: { title: 'Width' },
  });
});

test.each([null, undefined, 'text', 7, [], {}, { name: '', description: 3, inputs: { text: null, width: { title: [] } } }, { inputs: 'x' }, { examples: 'x' }])(
  'the translation %j changes nothing',
  (texts) => {
    expect(translatedModel(english(texts))).toMatchObject(MODEL);
    expect(translatedModel({ ...MODEL, translations: texts })).toMatchObject(MODEL);
  },
);

test('an input that the model lacks is not added', () => {
  const found = translatedModel(english({ inputs: { other: { title: 'Other' } } }));
  expect(Object.keys(found.input_schema.properties)).toEqual(['text', 'width']);
});

test('an article has its texts in the language of the site', () => {
  const article = { title: 'Licht', body: 'Erst das Licht.', picture_alt: 'Boot', translations: { en: { title: 'Light', body: ' ' } } };
  expect(translatedArticle(article)).toEqual({ title: 'Light', body: 'Erst das Licht.', picture_alt: 'Boot' });
  expect(translatedArticle({ ...article, translations: null })).toMatchObject({ title: 'Licht' });
});

test('a text of a product is in its metadata', () => {
  expect(textIn({ name_en: 'Professional', name_de: 'Profi' }, 'name')).toBe('Professional');
  expect(textIn({ name_en: '' }, 'name')).toBeUndefined();
  expect(textIn(null, 'name')).toBeUndefined();
});
