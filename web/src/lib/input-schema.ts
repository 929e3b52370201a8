import type { Scalar } from '@/types/tables';

import { faultIn, kindOf } from './input-rules';
import { fieldsOf, list, number, text, type Unknown } from './unknown';

const TYPES = ['string', 'integer', 'number', 'boolean'] as const;

/** One input of a model, as the form shows it. */
export type InputField = {
  name: string;
  title: string;
  description: string | undefined;
  required: boolean;
  widget: 'text' | 'textarea' | 'number' | 'seed' | 'select' | 'image' | 'checkbox';
  type: (typeof TYPES)[number];
  initial: Scalar | undefined;
  options: readonly Scalar[] | undefined;
  minimum: number | undefined;
  maximum: number | undefined;
  step: number | undefined;
  /** The number counts the frames of a video that has so many in a second. */
  fps: number | undefined;
  minLength: number | undefined;
  maxLength: number | undefined;
  /** Matched by the service only. */
  pattern: string | undefined;
  order: number;
};

export type InputSchema = {
  fields: InputField[];
  promptField: string;
  /** The inputs that are the width and the height of the result. */
  shape: { width: InputField; height: InputField } | undefined;
};

/** The seed input: another seed gives another result, although the other inputs are the same. */
export function seedOf(schema: InputSchema | null): InputField | undefined {
  return schema?.fields.find(({ widget }) => widget === 'seed');
}

/** The first picture input: the one that a model works on. */
export function mainPicture(schema: InputSchema | null): InputField | undefined {
  return schema?.fields.find(({ widget }) => widget === 'image');
}

const parsed = new WeakMap<object, InputSchema | null>();

/** The inputs of a model's schema in the order of the form; null for an invalid schema. */
export function parseInputSchema(schema: unknown): InputSchema | null {
  if (typeof schema !== 'object' || schema === null) return null;
  const known = parsed.get(schema);
  if (known !== undefined) return known;
  const read = faultIn(schema) === null ? readSchema(schema) : null;
  parsed.set(schema, read);
  return read;
}

function readSchema(schema: object): InputSchema {
  const { properties, required, 'x-prompt': prompt, 'x-shape': shape } = fieldsOf(schema);
  const needed = list(required) ?? [];
  const fields = Object.entries(fieldsOf(properties)).map(([name, property]) =>
    readField(name, fieldsOf(property), needed.includes(name)),
  );
  const named = (name: unknown) => fields.find((field) => field.name === name);
  const [width, height] = [named(fieldsOf(shape)['width']), named(fieldsOf(shape)['height'])];
  return {
    fields: fields.toSorted((one, other) => one.order - other.order),
    promptField: text(prompt) ?? '',
    shape: width && height && { width, height },
  };
}

function readField(name: string, property: Unknown, required: boolean): InputField {
  return {
    name,
    required,
    type: TYPES.find((known) => known === property['type']) ?? 'string',
    options: list(property['enum'])?.filter(isScalar),
    widget: widgetOf(property),
    title: text(property['title']) ?? name,
    description: text(property['description']),
    initial: isScalar(property['default']) ? property['default'] : undefined,
    minimum: number(property['minimum']),
    maximum: number(property['maximum']),
    step: number(property['multipleOf']),
    fps: number(property['x-fps']),
    minLength: number(property['minLength']),
    maxLength: number(property['maxLength']),
    pattern: text(property['pattern']),
    order: number(property['x-order']) ?? Number.MAX_VALUE,
  };
}

function widgetOf(property: Unknown): InputField['widget'] {
  const kind = kindOf(property);
  if (kind === 'text') return property['x-widget'] === 'textarea' ? 'textarea' : 'text';
  if (property['x-widget'] === 'seed') return 'seed';
  return ({ number: 'number', choice: 'select', switch: 'checkbox', picture: 'image' } as const)[kind];
}

export function isScalar(value: unknown): value is Scalar {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}
