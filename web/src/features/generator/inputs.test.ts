import { describe, expect, test } from 'vitest';

import { parseInputSchema } from '@/lib/input-schema';

import { problemOf, shownValues, toDraft, toInputs } from './inputs';

const schema = parseInputSchema({
  type: 'object',
  additionalProperties: false,
  required: ['text', 'image'],
  'x-prompt': 'text',
  properties: {
    width: { type: 'integer', title: 'Width', minimum: 512, maximum: 2048, multipleOf: 64, default: 1024, 'x-order': 3 },
    text: { type: 'string', minLength: 1, maxLength: 5, pattern: '\\S', 'x-widget': 'textarea', 'x-order': 1 },
    image: { type: 'string', format: 'storage-path', 'x-widget': 'image', 'x-order': 2 },
    strength: { type: 'number', minimum: 0, maximum: 1 },
    tiled: { type: 'boolean', default: false },
    style: { type: 'string', enum: ['ink', 'oil'] },
  },
});
const fields = schema?.fields ?? [];
const field = (name: string) => fields.find((known) => known.name === name)!;

test('fields follow the order of the schema; those without an order come last', () => {
  expect(fields.map(({ name }) => name)).toEqual(['text', 'image', 'width', 'strength', 'tiled', 'style']);
});

test('an invalid schema gives no form', () => {
  expect(parseInputSchema({ type: 'object' })).toBeNull();
  expect(parseInputSchema(null)).toBeNull();
});

test('the form shows defaults for untouched inputs, and keeps cleared ones empty', () => {
  expect(shownValues(fields, {})['width']).toBe('1024');
  expect(shownValues(fields, { width: '' })['width']).toBe('');
});

test('numbers and choices are sent with their types, empty optional inputs are omitted', () => {
  const inputs = toInputs(fields, { text: 'a fox', width: '512', strength: ' ', tiled: 'true', style: '' });
  expect(inputs).toEqual({ text: 'a fox', width: 512, tiled: true });
});

test('sent inputs can be restored into the form', () => {
  expect(toInputs(fields, toDraft({ text: 'fox', width: 512, tiled: false }))).toEqual({ text: 'fox', width: 512, tiled: false });
});

describe('an invalid value has an error message', () => {
  test.each([
    ['text', '', 'Please fill this in.'],
    ['text', '   ', 'Please fill this in.'],
    ['text', 'too long', '3 characters too many. At most 5.'],
    ['image', '', 'Add a picture.'],
    ['width', '511', 'At least 512.'],
    ['width', '4096', 'At most 2,048.'],
    ['width', '600', 'Use steps of 64, for example 576 or 640.'],
    ['width', '600.5', 'Enter a whole number.'],
    ['width', 'wide', 'Enter a number.'],
  ])('%s = %j', (name, value, words) => {
    expect(problemOf(field(name), value)).toBe(words);
  });

  test.each([
    ['text', '🦊🦊🦊🦊🦊'],
    ['width', '640'],
    ['strength', ''],
    ['strength', '0.5'],
  ])('%s = %j is fine', (name, value) => {
    expect(problemOf(field(name), value)).toBeUndefined();
  });
});
