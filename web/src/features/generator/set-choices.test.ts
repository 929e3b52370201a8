import { expect, test } from 'vitest';

import { parseInputSchema } from '@/lib/input-schema';

import { comparedShapes, generationsOf, keptChoices, resultsOf, toChoice } from './set-choices';

const side = { type: 'integer', minimum: 512, maximum: 2048, multipleOf: 64, default: 1024 };
const schema = parseInputSchema({
  type: 'object',
  additionalProperties: false,
  required: ['text'],
  'x-prompt': 'text',
  'x-shape': { width: 'width', height: 'height' },
  properties: { text: { type: 'string' }, width: side, height: side, seed: { type: 'integer', minimum: 0, maximum: 9, 'x-widget': 'seed' } },
})!;
const values = { text: 'a fox', width: '1024', height: '1024' };

test('the results of a set have consecutive seeds from a kept one on, and the lowest seed follows the highest', () => {
  const made = generationsOf(schema, { ...values, seed: '8' }, toChoice.results(4), 4);
  expect(made.map(({ seed }) => seed)).toEqual([8, 9, 0, 1]);
});

test('compared shapes share a kept seed, and their number is the number of results', () => {
  const draft = { ...toChoice.results(4), ...toChoice.shapes(['1:1', '16:9']) };
  const made = generationsOf(schema, { ...values, seed: '8' }, draft, 4);
  expect(made.map(({ width, height, seed }) => [width, height, seed])).toEqual([
    [1024, 1024, 8],
    [1344, 768, 8],
  ]);
});

test('a stored number of results is limited to those from one to the limit of the model', () => {
  expect(resultsOf(toChoice.results(4), 1)).toBe(1);
  expect(['0', '-3', 'many'].map((stored) => resultsOf({ '#results': stored }, 4))).toEqual([1, 1, 1]);
  expect(comparedShapes({ '#shapes': '' })).toEqual([]);
});

test('the inputs of an earlier generation keep the number of results, but not the compared shapes', () => {
  expect(keptChoices({ ...values, ...toChoice.results(3), ...toChoice.shapes(['1:1']) })).toEqual(toChoice.results(3));
});
