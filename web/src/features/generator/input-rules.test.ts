import { readFileSync } from 'node:fs';

import { expect, test } from 'vitest';

import { accepts, faultIn, INPUT_KEYWORDS, SCHEMA_KEYWORDS } from '@/lib/input-rules';
import { parseInputSchema } from '@/lib/input-schema';
import { fieldsOf, type Unknown } from '@/lib/unknown';

import { problemOf } from './inputs';

type Case = { name: string; schema?: unknown; input?: unknown; path?: string };
type Accepted = Case & { taken?: unknown[]; refused?: unknown[]; refused_by_service?: unknown[] };
type Table = { keywords: Record<string, string[]>; accepted: Accepted[]; refused: Case[] };

/** The database and the service are tested with the same table. */
const table = JSON.parse(
  readFileSync(new URL('../../../../tests/schemas/cases.json', import.meta.url), 'utf8'),
) as Table;

function schemaOf(known: Case): unknown {
  return 'schema' in known ? known.schema : schemaWith({ x: known.input });
}

function schemaWith(inputs: Unknown): unknown {
  const properties = { text: { type: 'string' }, ...inputs };
  return { type: 'object', additionalProperties: false, required: ['text'], 'x-prompt': 'text', properties };
}

test.each(table.accepted)('a valid schema is accepted: $name', (known) => {
  expect(faultIn(schemaOf(known))).toBeNull();
  expect(parseInputSchema(schemaOf(known))?.fields).not.toHaveLength(0);
});

test.each(table.refused)('an invalid schema is refused with its path: $name', (known) => {
  expect(faultIn(schemaOf(known))).toBe(known.path);
  expect(parseInputSchema(schemaOf(known))).toBeNull();
});

test('the keywords match the table', () => {
  const known = Object.entries({ schema: SCHEMA_KEYWORDS, ...INPUT_KEYWORDS });
  const sorted = (entries: [string, string[]][]) => entries.map(([kind, keywords]) => [kind, keywords.toSorted()]);
  expect(sorted(known)).toEqual(sorted(Object.entries(table.keywords)));
});

const withValues = table.accepted.filter(({ input }) => !('format' in fieldsOf(input)));

test.each(withValues)('the form accepts exactly the values of a schema: $name', (known) => {
  const field = parseInputSchema(schemaOf(known))?.fields.find(({ name }) => name === 'x');
  for (const value of known.taken ?? []) expect([value, problemOf(field!, String(value))]).toEqual([value, undefined]);
  for (const value of known.refused ?? []) expect([value, problemOf(field!, String(value))]).not.toEqual([value, undefined]);
});

test.each(withValues.filter(({ input }) => !('pattern' in fieldsOf(input))))('a default must be an accepted value: $name', (known) => {
  const refused = [...(known.refused ?? []), ...(known.refused_by_service ?? [])];
  for (const value of known.taken ?? []) expect([value, accepts(fieldsOf(known.input), value)]).toEqual([value, true]);
  for (const value of refused) expect([value, accepts(fieldsOf(known.input), value)]).toEqual([value, false]);
});

// Only the service matches patterns. Matching them here shows that RE2 and JavaScript read the pattern in the same way.
const patterns = withValues.filter(({ input }) => 'pattern' in fieldsOf(input));

test.each(patterns)('JavaScript and RE2 match a pattern alike: $name', (known) => {
  const pattern = new RegExp(String(fieldsOf(known.input)['pattern']), 'u');
  const short = (value: unknown) => typeof value === 'string' && value.length < 25;
  for (const value of (known.taken ?? []).filter(short)) expect(value).toMatch(pattern);
  for (const value of (known.refused_by_service ?? []).filter(short)) expect(value).not.toMatch(pattern);
});

test('a pattern with catastrophic backtracking is not run', () => {
  const schema = parseInputSchema(schemaWith({ x: { type: 'string', pattern: '^(a+)+$' } }));
  expect(problemOf(schema!.fields[1]!, `${'a'.repeat(10_000)}!`)).toBeUndefined();
});

test('a deeply nested schema is refused', () => {
  const deep = JSON.parse(`${'['.repeat(50_000)}${']'.repeat(50_000)}`) as unknown;
  expect(faultIn(schemaWith({ x: { type: 'string', default: deep } }))).toBe('properties.x.default');
  expect(faultIn(deep)).toBe('');
});
