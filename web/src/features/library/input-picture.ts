import type { LibraryRow } from './filter';

/** The path of the first picture that a generation was made from. */
export function inputOf({ inputs, storage_path }: LibraryRow): string | undefined {
  const [owner] = storage_path.split('/');
  const paths = Object.values(inputs).filter((value) => typeof value === 'string');
  return owner ? paths.find((value) => value.startsWith(`${owner}/`)) : undefined;
}

/** Whether a generation was made from the result of another one. */
export function isMadeFrom({ inputs }: LibraryRow, { storage_path }: LibraryRow): boolean {
  return storage_path !== '' && Object.values(inputs).includes(storage_path);
}
