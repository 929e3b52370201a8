import { fieldsOf, list, number, text } from './unknown';

export type Scalar = string | number | boolean;

/** What a model was given: texts, numbers, and pictures as paths in the bucket. */
export type Inputs = Record<string, Scalar>;

const TYPES = ['string', 'integer', 'number', 'boolean'] as const;

/** One input of a model, as the form draws it. */
export type InputField = {
  name: string;
  title: string;
  description: string | undefined;
  required: boolean;
  widget: 'text' | 'textarea' | 'number' | 'select' | 'image' | 'checkbox';
  type: (typeof TYPES)[number];
  initial: Scalar | undefined;
  options: readonly Scalar[] | undefined;
  minimum: number | undefined;
  maximum: number | undefined;
  step: number | undefined;
  minLength: number | undefined;
  maxLength: number | undefined;
  pattern: string | undefined;
  order: number;
};

export type InputSchema = { fields: InputField[]; promptField: string };

/** The inputs of a JSON Schema in the order of the form; null for one that no form can be drawn from. */
export function parseInputSchema(schema: unknown): InputSchema | null {
  const { properties, required, 'x-prompt': prompt } = fieldsOf(schema);
  const needed = list(required) ?? [];
  const fields = Object.entries(fieldsOf(properties)).map(([name, property]) =>
    parseField(name, fieldsOf(property), needed.includes(name)),
  );
  const promptField = text(prompt);
  if (promptField === undefined || fields.length === 0 || !fields.every((field) => field !== null)) return null;
  return { fields: fields.toSorted((one, other) => one.order - other.order), promptField };
}

function parseField(name: string, property: ReturnType<typeof fieldsOf>, required: boolean): InputField | null {
  const type = TYPES.find((known) => known === property['type']);
  if (!type) return null;
  const options = list(property['enum'])?.filter(isScalar);
  return {
    name,
    type,
    required,
    options,
    widget: widgetOf(type, options !== undefined, property['x-widget']),
    title: text(property['title']) ?? name,
    description: text(property['description']),
    initial: isScalar(property['default']) ? property['default'] : undefined,
    minimum: number(property['minimum']),
    maximum: number(property['maximum']),
    step: number(property['multipleOf']),
    minLength: number(property['minLength']),
    maxLength: number(property['maxLength']),
    pattern: text(property['pattern']),
    order: number(property['x-order']) ?? Number.MAX_VALUE,
  };
}

function widgetOf(type: InputField['type'], choice: boolean, wished: unknown): InputField['widget'] {
  if (type === 'boolean') return 'checkbox';
  if (choice) return 'select';
  if (wished === 'image') return 'image';
  if (type !== 'string') return 'number';
  return wished === 'textarea' ? 'textarea' : 'text';
}

function isScalar(value: unknown): value is Scalar {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}
