import { type InputSchema, seedOf } from '@/lib/input-schema';
import type { Inputs } from '@/types/tables';

import { type Draft, toInputs } from './inputs';
import { withSeed } from './seed';
import { sizeOf } from './shapes';

/** Keys of a draft for the choices that are no inputs. An input's name has no `#`. */
const RESULTS = '#results';
const SHAPES = '#shapes';

export const MAX_SET_SIZE = 4;

/** How many results a set has, if no shapes are compared. */
export function resultsOf(draft: Draft, limit: number): number {
  return Math.min(Math.max(1, Number(draft[RESULTS]) || 1), limit);
}

/** The shapes of which a set has one result each; empty if all results have the size in the form. */
export function comparedShapes(draft: Draft): string[] {
  return draft[SHAPES]?.split(' ').filter(Boolean) ?? [];
}

/** The entries of a draft for each choice. */
export const toChoice = {
  results: (count: number): Draft => ({ [RESULTS]: String(count) }),
  shapes: (shapes: string[]): Draft => ({ [SHAPES]: shapes.join(' ') }),
};

/** The choices that stay when the inputs of an earlier generation fill the form. */
export function keptChoices(draft: Draft): Draft {
  const results = draft[RESULTS];
  return results ? { [RESULTS]: results } : {};
}

/** The inputs of each generation of a set. They differ in shape or seed; without compared shapes and a seed they are equal. */
export function generationsOf(schema: InputSchema, values: Draft, draft: Draft, limit: number): Inputs[] {
  const { fields, shape } = schema;
  const sizes = shape ? comparedShapes(draft).map((name) => sizeOf(name, shape)) : [];
  const drafts =
    shape && sizes.length > 0
      ? sizes.map((size) => ({ ...values, [shape.width.name]: String(size?.width), [shape.height.name]: String(size?.height) }))
      : Array.from({ length: resultsOf(draft, limit) }, () => values);
  const seed = seedOf(schema);
  const inputs = drafts.map((each) => toInputs(fields, each));
  // Compared shapes share a kept seed. Other results have the seeds that follow it.
  return seed ? inputs.map((each, index) => withSeed(each, seed, sizes.length > 0 ? 0 : index)) : inputs;
}
