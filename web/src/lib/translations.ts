import { language } from './locale';
import { fieldsOf, list, type Unknown } from './unknown';

type ArticleTexts = { title: string; body: string; picture_alt: string; translations: unknown };
type ModelTexts = { name: string; description: string; input_schema?: unknown; examples?: unknown; translations: unknown };

/** A field of a product in the language of the site: `name` is in the metadata `name_de`. */
export function metadataIn(metadata: unknown, field: string): unknown {
  return fieldsOf(metadata)[`${field}_${language}`];
}

/** As `metadataIn`, if it is a text. */
export function textIn(metadata: unknown, field: string): string | undefined {
  return text(metadataIn(metadata, field));
}

/** The model with its texts in the language of the site, as far as `translations` has them. */
export function translatedModel<Model extends ModelTexts>(model: Model): Model {
  const own = fieldsOf(fieldsOf(model.translations)[language]);
  const texts = {
    ...model,
    name: text(own['name']) ?? model.name,
    description: text(own['description']) ?? model.description,
    examples: list(own['examples']) ?? model.examples,
  };
  // A schema without translations stays as it is, also an invalid one, which the form reports.
  if (!model.input_schema || !own['inputs']) return texts;
  return { ...texts, input_schema: translatedSchema(fieldsOf(model.input_schema), fieldsOf(own['inputs'])) };
}

/** The article with its texts in the language of the site, as far as `translations` has them. */
export function translatedArticle<Article extends ArticleTexts>({ translations, ...article }: Article) {
  const own = fieldsOf(fieldsOf(translations)[language]);
  return {
    ...article,
    title: text(own['title']) ?? article.title,
    body: text(own['body']) ?? article.body,
    picture_alt: text(own['picture_alt']) ?? article.picture_alt,
  };
}

/** The article's title in the language of the site, if `translations` has it. */
export function translatedTitle({ title, translations }: { title: string; translations: unknown }): string {
  return text(fieldsOf(fieldsOf(translations)[language])['title']) ?? title;
}

function translatedSchema(schema: Unknown, inputs: Unknown): Unknown {
  const properties = Object.entries(fieldsOf(schema['properties'])).map(([name, input]) => {
    const { title, description } = fieldsOf(inputs[name]);
    const texts = Object.entries({ title, description }).filter(([, value]) => text(value));
    return [name, { ...fieldsOf(input), ...Object.fromEntries(texts) }];
  });
  return { ...schema, properties: Object.fromEntries(properties) };
}

/** A text that is not blank. */
function text(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() ? value : undefined;
}
