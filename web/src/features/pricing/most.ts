import { fieldsOf } from '@/lib/unknown';
import { pricing } from '@/texts';

/** The largest and longest result that the inputs of a model allow, in words; null if the user chooses neither. */
export function mostOf(schema: unknown): string | null {
  const inputs = fieldsOf(fieldsOf(schema)['properties']);
  const most = (name: string) => Number(fieldsOf(inputs[name])['maximum'] ?? 0);
  const size = most('width') && most('height') ? pricing.mostPixels(most('width'), most('height')) : null;
  const frames = Object.values(inputs).map(fieldsOf).find((input) => input['x-fps']);
  const length = frames ? pricing.mostSeconds(Math.floor((10 * Number(frames['maximum'])) / Number(frames['x-fps'])) / 10) : null;
  const words = [size, length].filter((part) => part !== null).join(', ');
  return words ? pricing.upTo(words) : null;
}
