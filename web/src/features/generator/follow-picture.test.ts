import { expect, test } from 'vitest';

import { parseInputSchema } from '@/lib/input-schema';

import { chosenSize, cutOff, followPicture, isFollowing, typed } from './follow-picture';
import { toChoice } from './set-choices';
import { nearestShape } from './shapes';

const side = { type: 'integer', minimum: 256, maximum: 1024, multipleOf: 64, default: 512 };
const properties = { text: { type: 'string' }, width: side, height: side };
const shape = { width: 'width', height: 'height' };
const schema = parseInputSchema({ type: 'object', additionalProperties: false, required: ['text'], 'x-prompt': 'text', 'x-shape': shape, properties })!;

test('the nearest shape of a picture is found by its proportions', () => {
  const found = [1, 1.1, 640 / 480, 2 / 3, 1080 / 1920, 3].map((ratio) => nearestShape(ratio, schema.shape!));
  expect(found).toEqual(['1:1', '1:1', '4:3', '3:4', '9:16', '16:9']);
});

test('the size follows each new picture, until the user chooses one', () => {
  const first = followPicture(schema, {}, 'a.png', 9 / 16)!;
  expect(Number(first['width'])).toBeLessThan(Number(first['height']));
  expect(followPicture(schema, first, 'a.png', 9 / 16)).toBeNull();
  expect(followPicture(schema, first, 'b.png', 1)).toMatchObject({ width: '512', height: '512' });
  const field = { name: 'text' } as Parameters<typeof isFollowing>[1];
  expect(isFollowing({ ...first, text: 'a.png' }, field)).toBe(true);
  expect(isFollowing({ ...first, text: '' }, field)).toBe(false);
  for (const chosen of [chosenSize(schema.shape!, { width: 512, height: 512 }), typed(schema, 'width', '640'), { width: '640' }, toChoice.shapes(['1:1'])]) {
    expect(followPicture(schema, { ...first, '#follows': '', ...chosen }, 'b.png', 1)).toBeNull();
  }
  expect(typed(schema, 'text', 'a fox')).toEqual({ text: 'a fox' });
});

test('the part of a picture that does not fit is known, if it is not small', () => {
  expect(cutOff(9 / 16, { width: 512, height: 512 })).toBeCloseTo(0.4375);
  expect(cutOff(16 / 9, { width: 512, height: 512 })).toBeCloseTo(0.4375);
  expect(cutOff(1.02, { width: 512, height: 512 })).toBe(0);
  expect(cutOff(1, { width: NaN, height: 512 })).toBe(0);
});
