import type { InputField } from '@/lib/input-schema';
import type { Inputs } from '@/types/tables';

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
