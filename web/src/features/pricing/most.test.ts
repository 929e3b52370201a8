import { expect, test } from 'vitest';

import { mostOf } from './most';

const size = { width: { type: 'integer', maximum: 2048 }, height: { type: 'integer', maximum: 1024 } };
const length = { length: { type: 'integer', maximum: 200, 'x-fps': 16 } };

test.each([
  [{ properties: size }, 'Up to 2,048 × 1,024 pixels'],
  [{ properties: length }, 'Up to 12.5 seconds'],
  [{ properties: { ...size, ...length } }, 'Up to 2,048 × 1,024 pixels, 12.5 seconds'],
  [{ properties: { width: size.width } }, null],
  [{ properties: { scale: { type: 'integer', maximum: 4 } } }, null],
  [null, null],
])('of %j the most is %j', (schema, words) => expect(mostOf(schema)).toBe(words));
