import type { InputField } from '@/lib/input-schema';
import type { Inputs } from '@/types/tables';

import type { Draft } from './inputs';

/** The key of a draft for the seed that it has from a result. */
const FROM_RESULT = '#seed';

/** The entries of a draft for a seed that comes from a result. */
export function seedFromResult(seed: number | undefined): Draft {
  return { [FROM_RESULT]: String(seed ?? '') };
}

/** Whether the seed in the form comes from a result, and the user has not typed another. */
export function isFromResult(draft: Draft, seed: InputField | undefined): boolean {
  return seed !== undefined && Boolean(draft[FROM_RESULT]) && draft[FROM_RESULT] === draft[seed.name];
}

/** The entries of a draft for another prompt: a seed of a result goes, a typed one stays. */
export function forOtherPrompt(draft: Draft, seed: InputField | undefined): Draft {
  return seed && isFromResult(draft, seed) ? { [seed.name]: '' } : {};
}

/** The inputs with a random seed; if the user kept a seed, with the seed that comes `places` after it. */
export function withSeed(inputs: Inputs, seed: InputField, places: number): Inputs {
  const kept = inputs[seed.name];
  return { ...inputs, [seed.name]: kept === undefined ? randomSeed(seed) : following(seed, Number(kept), places) };
}

/** A random number that the input accepts. */
export function randomSeed(seed: InputField): number {
  const { lowest, count, step } = seedsOf(seed);
  return (lowest + Math.floor(Math.random() * count)) * step;
}

/** The seed that comes `places` after a kept one; the lowest follows the highest. */
function following(seed: InputField, kept: number, places: number): number {
  const { lowest, count, step } = seedsOf(seed);
  return (lowest + ((kept / step - lowest + places) % count)) * step;
}

function seedsOf({ minimum = 0, maximum = 0, step = 1 }: InputField) {
  const lowest = Math.ceil(minimum / step);
  return { lowest, count: Math.floor(maximum / step) - lowest + 1, step };
}
