import type { Generation } from './generations';

/** The path of the first picture that a generation was made from. */
export function inputOf({ inputs, storage_path }: Generation): string | undefined {
  const [owner] = storage_path.split('/');
  const paths = Object.values(inputs).filter((value) => typeof value === 'string');
  return owner ? paths.find((value) => value.startsWith(`${owner}/`)) : undefined;
}

/** Whether a generation was made from the result of another one. */
export function isMadeFrom({ inputs }: Generation, { storage_path }: Generation): boolean {
  return storage_path !== '' && Object.values(inputs).includes(storage_path);
}

/** Whether a result can be shown over the picture that it was made from. */
export function hasBefore(row: Generation): boolean {
  return row.status === 'completed' && row.media_type === 'image' && inputOf(row) !== undefined;
}
