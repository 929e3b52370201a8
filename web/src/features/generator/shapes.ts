import type { InputSchema } from '@/lib/input-schema';

import type { Draft } from './inputs';

export type ShapeFields = NonNullable<InputSchema['shape']>;
export type Size = { width: number; height: number };

/** The shapes that the form offers, with their width divided by their height. */
export const SHAPES: Record<string, number> = { '1:1': 1, '4:3': 4 / 3, '3:4': 3 / 4, '16:9': 16 / 9, '9:16': 9 / 16 };

const DEFAULT_SIDE = 1024;
/** How many steps below and above the exact width are tried. */
const TRIED_STEPS = 8;
/** How far the ratio of a size may be from that of the shape, as a difference of logarithms. A square is not offered as 4:3. */
const TOLERANCE = 0.12;

/**
 * The size that the model accepts and that comes closest to the shape, and also to the number of pixels of the model's default size.
 * Undefined if the model's limits allow no such shape.
 */
export function sizeOf(shape: string, { width, height }: ShapeFields): Size | undefined {
  const ratio = SHAPES[shape] ?? 1;
  const pixels = Number(width.initial ?? DEFAULT_SIDE) * Number(height.initial ?? DEFAULT_SIDE);
  const step = width.step ?? 1;
  const exact = Math.round(Math.sqrt(pixels * ratio) / step);
  const sizes = Array.from({ length: 2 * TRIED_STEPS + 1 }, (_, index) => fit(width, (exact + index - TRIED_STEPS) * step)).map(
    (side) => ({ width: side, height: fit(height, side / ratio) }),
  );
  const distance = (size: Size) =>
    4 * Math.abs(Math.log(size.width / size.height / ratio)) + Math.abs(Math.log((size.width * size.height) / pixels));
  const [best] = sizes.toSorted((one, other) => distance(one) - distance(other));
  return best && Math.abs(Math.log(best.width / best.height / ratio)) < TOLERANCE ? best : undefined;
}

/** The shape that comes closest to these proportions, among those that the model's limits allow. */
export function nearestShape(ratio: number, fields: ShapeFields): string {
  const distance = (shape: string) => Math.abs(Math.log((SHAPES[shape] ?? 1) / ratio));
  const offered = Object.keys(SHAPES).filter((shape) => sizeOf(shape, fields));
  return offered.toSorted((one, other) => distance(one) - distance(other))[0] ?? '';
}

/** The nearest number that the input accepts. */
function fit({ minimum = 1, maximum = Number.MAX_SAFE_INTEGER, step = 1 }: ShapeFields['width'], side: number): number {
  const steps = Math.round(side / step);
  return Math.min(Math.max(steps, Math.ceil(minimum / step)), Math.floor(maximum / step)) * step;
}

/** The shape whose size is in the form; undefined if the size is another one. */
export function shapeOf(values: Draft, fields: ShapeFields): string | undefined {
  return Object.keys(SHAPES).find((shape) => {
    const size = sizeOf(shape, fields);
    return size && String(size.width) === values[fields.width.name] && String(size.height) === values[fields.height.name];
  });
}
