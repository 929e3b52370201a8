import { type InputSchema, seedOf } from '@/lib/input-schema';
import type { Inputs } from '@/types/tables';

import { type Draft, toInputs } from './inputs';
import { withSeed } from './seed';
import { sizeOf } from './shapes';

/** What a draft holds beside the inputs. The name of an input is never like these. */
const RESULTS = '#results';
const SHAPES = '#shapes';

export const MOST_AT_ONCE = 4;

/** How many results a press makes, where no shapes are compared. */
export function resultsOf(draft: Draft, limit: number): number {
  return Math.min(Math.max(1, Number(draft[RESULTS]) || 1), limit);
}

/** The shapes that a press compares; none if the form has one size. */
export function comparedShapes(draft: Draft): string[] {
  return draft[SHAPES]?.split(' ').filter(Boolean) ?? [];
}

/** Changes of a draft. */
export const toChoice = {
  results: (count: number): Draft => ({ [RESULTS]: String(count) }),
  shapes: (shapes: string[]): Draft => ({ [SHAPES]: shapes.join(' ') }),
};

/** What stays when the inputs are replaced. */
export function keptChoices(draft: Draft): Draft {
  const results = draft[RESULTS];
  return results ? { [RESULTS]: results } : {};
}

/** The inputs of each generation of one press. No two are the same, unless the user keeps a model without a seed from varying. */
export function generationsOf(schema: InputSchema, values: Draft, draft: Draft, limit: number): Inputs[] {
  const { fields, shape } = schema;
  const sizes = shape ? comparedShapes(draft).map((name) => sizeOf(name, shape)) : [];
  const drafts =
    shape && sizes.length > 0
      ? sizes.map((size) => ({ ...values, [shape.width.name]: String(size?.width), [shape.height.name]: String(size?.height) }))
      : Array.from({ length: resultsOf(draft, limit) }, () => values);
  const seed = seedOf(schema);
  const inputs = drafts.map((each) => toInputs(fields, each));
  // Shapes are compared with the same seed; other results have the next ones.
  return seed ? inputs.map((each, index) => withSeed(each, seed, sizes.length > 0 ? 0 : index)) : inputs;
}
