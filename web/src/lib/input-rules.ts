/**
 * Which JSON Schemas a model may have: an allow-list of keywords with types and bounds. The database and the service have the same
 * rules; docs/models.md describes them, and tests/schemas/cases.json tests all three.
 */
import { isKnownPattern } from './input-pattern';
import { list, own, type Unknown } from './unknown';

/** Larger integers are not exact. */
export const MAX_WHOLE = Number.MAX_SAFE_INTEGER;
export const MAX_LENGTH = 20_000;
const MAX_FRACTION = 1e9;
const MAX_INPUTS = 40;
const MAX_OPTIONS = 50;
const MAX_FPS = 240;

export const SCHEMA_KEYWORDS = ['type', 'additionalProperties', 'properties', 'required', 'x-prompt', 'x-shape'];
const EVERY_INPUT = ['type', 'title', 'description', 'x-order'];
export const INPUT_KEYWORDS = {
  text: [...EVERY_INPUT, 'x-widget', 'default', 'minLength', 'maxLength', 'pattern'],
  number: [...EVERY_INPUT, 'x-widget', 'x-fps', 'default', 'minimum', 'maximum', 'multipleOf'],
  choice: [...EVERY_INPUT, 'x-widget', 'default', 'enum'],
  switch: [...EVERY_INPUT, 'default'],
  picture: [...EVERY_INPUT, 'x-widget', 'format', 'maxLength'],
};
export type Kind = keyof typeof INPUT_KEYWORDS;
const WIDGETS: Record<Kind, string[]> = {
  text: ['text', 'textarea'],
  number: ['number', 'seed'],
  choice: ['select'],
  switch: [],
  picture: ['image'],
};
const NAME = /^[A-Za-z]\w{0,62}$/;

/** The path of the first fault in a schema; '' for the schema itself, null if it is valid. */
export function faultIn(schema: unknown): string | null {
  if (!isObject(schema)) return '';
  const { properties: inputs, required = [], 'x-prompt': prompt } = schema;
  const unknown = unknownIn(schema, SCHEMA_KEYWORDS);
  if (unknown !== undefined) return unknown;
  if (schema['type'] !== 'object') return 'type';
  if (schema['additionalProperties'] !== false) return 'additionalProperties';
  if (!isObject(inputs) || !isWithin(Object.keys(inputs).length, 1, MAX_INPUTS)) return 'properties';
  for (const [name, definition] of Object.entries(inputs)) {
    if (!isName(name)) return 'properties';
    const fault = faultInInput(definition);
    if (fault !== null) return ['properties', name, fault].filter(Boolean).join('.');
  }
  if (!isListOfNames(required, inputs)) return 'required';
  if (!isPrompt(inputNamed(inputs, prompt))) return 'x-prompt';
  return !has(schema, 'x-shape') || isShape(schema['x-shape'], inputs) ? null : 'x-shape';
}

/** The kind of an input in a valid schema. */
export function kindOf(definition: Unknown): Kind {
  if (definition['type'] === 'boolean') return 'switch';
  if (definition['type'] === 'string' && has(definition, 'format')) return 'picture';
  if (has(definition, 'enum')) return 'choice';
  return definition['type'] === 'string' ? 'text' : 'number';
}

/** Whether a number is a multiple of a step of at most six decimal places, exactly. */
export function isMultiple(value: number, step: number): boolean {
  return hasSixPlaces(value) && micros(value) % micros(step) === 0n;
}

function faultInInput(definition: unknown): string | null {
  if (!isObject(definition)) return '';
  if (!['string', 'integer', 'number', 'boolean'].some((type) => type === definition['type'])) return 'type';
  const kind = kindOf(definition);
  return (
    unknownIn(definition, INPUT_KEYWORDS[kind]) ??
    Object.keys(RULES).find((keyword) => has(definition, keyword) && !RULES[keyword]?.(definition[keyword], definition)) ??
    COMBINATIONS.find(([, fits]) => !fits(definition))?.[0] ??
    null
  );
}

function unknownIn(object: Unknown, known: readonly string[]): string | undefined {
  return Object.keys(object).find((keyword) => !known.includes(keyword));
}

type Rule = (value: unknown, definition: Unknown) => boolean;

/** Rules for the value of a single keyword. */
const RULES: Record<string, Rule> = {
  title: (value) => isText(value, 1, 80),
  description: (value) => isText(value, 0, 500),
  'x-order': (value) => isNumber(value),
  'x-widget': (value, definition) => WIDGETS[kindOf(definition)].some((widget) => widget === value),
  'x-fps': (value) => isNumber(value, true) && isWithin(value, 1, MAX_FPS),
  format: (value) => value === 'storage-path',
  enum: isEnum,
  minLength: isLength,
  maxLength: isLength,
  pattern: (value) => isText(value, 1, 200) && isKnownPattern(value),
  minimum: isNumberOfType,
  maximum: isNumberOfType,
  multipleOf: (value, definition) => isNumberOfType(value, definition) && Number(value) > 0,
};

/** Rules for combinations of keywords that are each valid. */
const COMBINATIONS: [string, (definition: Unknown) => boolean][] = [
  ['x-widget', (definition) => !has(definition, 'format') || has(definition, 'x-widget')],
  ['x-widget', (definition) => definition['x-widget'] !== 'seed' || isBoundedWhole(definition)],
  ['x-fps', (definition) => !has(definition, 'x-fps') || (isBoundedWhole(definition) && definition['x-widget'] !== 'seed')],
  ['maxLength', ({ minLength, maxLength }) => inOrder(minLength, maxLength)],
  ['maximum', ({ minimum, maximum }) => inOrder(minimum, maximum)],
  ['multipleOf', hasMultiple],
  ['default', (definition) => !has(definition, 'default') || !has(definition, 'pattern')],
  ['default', (definition) => !has(definition, 'default') || accepts(definition, definition['default'])],
];

/** Whether an input accepts this value. Patterns are not matched here. */
export function accepts(definition: Unknown, value: unknown): boolean {
  const { type, minLength = 0, maxLength = MAX_LENGTH, minimum = -MAX_WHOLE, maximum = MAX_WHOLE, multipleOf } = definition;
  if (has(definition, 'enum')) return list(definition['enum'])?.includes(value) ?? false;
  if (type === 'boolean') return typeof value === 'boolean';
  if (type === 'string') return isText(value, Number(minLength), Number(maxLength));
  if (!isNumberOfType(value, definition) || !isWithin(Number(value), Number(minimum), Number(maximum))) return false;
  return multipleOf === undefined || isMultiple(Number(value), Number(multipleOf));
}

function isEnum(value: unknown, { type }: Unknown): boolean {
  const options = list(value) ?? [];
  const isOption = (option: unknown) => (type === 'string' ? isText(option, 1, 100) : isNumber(option, type === 'integer'));
  return isWithin(options.length, 1, MAX_OPTIONS) && options.every(isOption) && new Set(options).size === options.length;
}

function hasMultiple({ minimum, maximum, multipleOf }: Unknown): boolean {
  if (minimum === undefined || maximum === undefined || multipleOf === undefined) return true;
  const [lowest, highest, step] = [micros(Number(minimum)), micros(Number(maximum)), micros(Number(multipleOf))];
  return highest - (((highest % step) + step) % step) >= lowest;
}

function isNumber(value: unknown, whole = false): value is number {
  if (typeof value !== 'number' || !isWithin(value, -MAX_WHOLE, MAX_WHOLE)) return false;
  return Number.isInteger(value) || (!whole && Math.abs(value) <= MAX_FRACTION && hasSixPlaces(value));
}

function isNumberOfType(value: unknown, { type }: Unknown): boolean {
  return isNumber(value, type === 'integer');
}

function isLength(value: unknown): boolean {
  return isNumber(value, true) && isWithin(value, 0, MAX_LENGTH);
}

function isText(value: unknown, shortest: number, longest: number): value is string {
  return typeof value === 'string' && isWithin([...value].length, shortest, longest);
}

function isName(name: string): boolean {
  return NAME.test(name) && name !== 'prototype' && !(name in Object.prototype);
}

function isListOfNames(value: unknown, inputs: Unknown): boolean {
  const names = list(value);
  return names?.every((name) => inputNamed(inputs, name) !== undefined) === true && new Set(names).size === names.length;
}

function inputNamed(inputs: Unknown, name: unknown): unknown {
  return typeof name === 'string' ? own(inputs, name) : undefined;
}

function isPrompt(definition: unknown): boolean {
  return isObject(definition) && definition['type'] === 'string' && !has(definition, 'format');
}

function isShape(shape: unknown, inputs: Unknown): boolean {
  if (!isObject(shape) || Object.keys(shape).toSorted().join() !== 'height,width' || shape['width'] === shape['height']) return false;
  return Object.values(shape).every((name) => isWholeNumber(inputNamed(inputs, name)));
}

function isWholeNumber(definition: unknown): boolean {
  return isObject(definition) && definition['type'] === 'integer' && kindOf(definition) === 'number';
}

function isBoundedWhole(definition: Unknown): boolean {
  return definition['type'] === 'integer' && has(definition, 'minimum') && has(definition, 'maximum');
}

function isObject(value: unknown): value is Unknown {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function has(object: Unknown, key: string): boolean {
  return Object.hasOwn(object, key);
}

function isWithin(value: number, lowest: number, highest: number): boolean {
  return value >= lowest && value <= highest;
}

function inOrder(lower: unknown, upper: unknown): boolean {
  return lower === undefined || upper === undefined || Number(lower) <= Number(upper);
}

function hasSixPlaces(value: number): boolean {
  return Number(value.toFixed(6)) === value;
}

function micros(value: number): bigint {
  return BigInt(value.toFixed(6).replace('.', ''));
}
