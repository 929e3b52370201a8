import type { InputSchema } from '@/lib/input-schema';

import type { Draft } from './inputs';

export type ShapeFields = NonNullable<InputSchema['shape']>;
export type Size = { width: number; height: number };

/** The shapes that the form offers, as width by height. */
export const SHAPES: Record<string, number> = { '1:1': 1, '4:3': 4 / 3, '3:4': 3 / 4, '16:9': 16 / 9, '9:16': 9 / 16 };

const DEFAULT_SIDE = 1024;
/** How many steps around the exact width are tried. */
const TRIED_STEPS = 8;

/**
 * The size of a shape that the model accepts: close to the shape first, then to as many pixels as its default size has. Undefined if
 * the model's limits allow nothing like it.
 */
export function sizeOf(shape: string, { width, height }: ShapeFields): Size | undefined {
  const ratio = SHAPES[shape] ?? 1;
  const pixels = Number(width.initial ?? DEFAULT_SIDE) * Number(height.initial ?? DEFAULT_SIDE);
  const step = width.step ?? 1;
  const exact = Math.round(Math.sqrt(pixels * ratio) / step);
  const sizes = Array.from({ length: 2 * TRIED_STEPS + 1 }, (_, index) => fit(width, (exact + index - TRIED_STEPS) * step)).map(
    (side) => ({ width: side, height: fit(height, side / ratio) }),
  );
  const apart = (size: Size) =>
    4 * Math.abs(Math.log(size.width / size.height / ratio)) + Math.abs(Math.log((size.width * size.height) / pixels));
  const [best] = sizes.toSorted((one, other) => apart(one) - apart(other));
  return best && Math.abs(Math.log(best.width / best.height / ratio)) < TOLERANCE ? best : undefined;
}

/** A square that is called 4:3 would be wrong, one that is 3 % off is not seen. */
const TOLERANCE = 0.12;

/** The nearest number that the input accepts. */
function fit({ minimum = 1, maximum = Number.MAX_SAFE_INTEGER, step = 1 }: ShapeFields['width'], side: number): number {
  const steps = Math.round(side / step);
  return Math.min(Math.max(steps, Math.ceil(minimum / step)), Math.floor(maximum / step)) * step;
}

/** The shape of the size in the form; undefined if it is none of them. */
export function shapeOf(values: Draft, fields: ShapeFields): string | undefined {
  return Object.keys(SHAPES).find((shape) => {
    const size = sizeOf(shape, fields);
    return size && String(size.width) === values[fields.width.name] && String(size.height) === values[fields.height.name];
  });
}
