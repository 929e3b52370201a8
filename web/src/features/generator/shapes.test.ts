import { expect, test } from 'vitest';

import { parseInputSchema } from '@/lib/input-schema';

import { shapeOf, type ShapeFields, SHAPES, sizeOf } from './shapes';

const side = { type: 'integer', minimum: 512, maximum: 2048, multipleOf: 64, default: 1024 };

function fieldsOf(width: object, height: object): ShapeFields {
  const properties = { text: { type: 'string' }, width: { ...side, ...width }, height: { ...side, ...height } };
  const shape = { width: 'width', height: 'height' };
  return parseInputSchema({ type: 'object', additionalProperties: false, required: ['text'], 'x-prompt': 'text', 'x-shape': shape, properties })!.shape!;
}

test('each shape has a size in the steps of the model with about as many pixels as the default, and the size gives the shape', () => {
  const fields = fieldsOf({}, {});
  for (const [shape, ratio] of Object.entries(SHAPES)) {
    const { width, height } = sizeOf(shape, fields)!;
    expect([width % 64, height % 64]).toEqual([0, 0]);
    expect(Math.abs(width / height / ratio - 1)).toBeLessThan(0.06);
    expect(Math.abs((width * height) / 1024 ** 2 - 1)).toBeLessThan(0.1);
    expect(shapeOf({ width: String(width), height: String(height) }, fields)).toBe(shape);
  }
  expect(shapeOf({ width: '1024', height: '960' }, fields)).toBeUndefined();
});

test('a shape that the limits do not allow is not offered, and one at the limits is', () => {
  const narrow = fieldsOf({ maximum: 1024 }, { minimum: 1024, maximum: 1024 });
  expect(sizeOf('1:1', narrow)).toEqual({ width: 1024, height: 1024 });
  expect(sizeOf('9:16', narrow)).toEqual({ width: 576, height: 1024 });
  expect(sizeOf('16:9', narrow)).toBeUndefined();
});
