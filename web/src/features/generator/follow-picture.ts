import type { InputField, InputSchema } from '@/lib/input-schema';

import type { Draft } from './inputs';
import { comparedShapes } from './set-choices';
import { nearestShape, type ShapeFields, type Size, sizeOf } from './shapes';

/** The key of a draft for the path of the picture that its size follows; empty after the user has chosen a size. */
const FOLLOWED = '#follows';
/** A smaller loss is not mentioned, because sizes are rounded to the steps of the model. */
const LEAST_CUT = 0.06;

/** The proportions of pictures, as width by height, by path. */
export type Ratios = Readonly<Record<string, number>>;

/** The entries of a draft for a size that the user chose. */
export function chosenSize({ width, height }: ShapeFields, size: Size): Draft {
  return { [width.name]: String(size.width), [height.name]: String(size.height), [FOLLOWED]: '' };
}

/** The entries of a draft for a value that the user typed. */
export function typed({ shape }: InputSchema, name: string, value: string): Draft {
  const isSide = name === shape?.width.name || name === shape?.height.name;
  return { [name]: value, ...(isSide && { [FOLLOWED]: '' }) };
}

/** The changes that let the size follow this picture; null if it does already, or if the user has chosen a size. */
export function followPicture({ shape }: InputSchema, draft: Draft, path: string, ratio: number): Draft | null {
  if (!shape || comparedShapes(draft).length > 0 || draft[FOLLOWED] === path) return null;
  if (!draft[FOLLOWED] && (draft[shape.width.name] ?? draft[shape.height.name]) !== undefined) return null;
  const size = sizeOf(nearestShape(ratio, shape), shape);
  return size ? { ...chosenSize(shape, size), [FOLLOWED]: path } : null;
}

/** Whether the size follows the picture in the form. */
export function isFollowing(draft: Draft, main: InputField | undefined): boolean {
  return main !== undefined && Boolean(draft[FOLLOWED]) && draft[FOLLOWED] === draft[main.name];
}

/** The share of a picture that does not fit into this size; 0 if it is too small to be mentioned. */
export function cutOff(ratio: number, { width, height }: Size): number {
  const share = 1 - Math.min(ratio / (width / height), width / height / ratio);
  return share >= LEAST_CUT ? share : 0;
}
