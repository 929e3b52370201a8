import type { Generation } from '@/lib/generations';

/** One input of a run as it was: a text, or the path of a picture in the bucket. */
export type UsedInput = { title: string } & ({ text: string } | { picture: string });

/** What the library asks of the page it is on. */
export type LibraryPage = {
  nameOfModel: (id: string | null) => string;
  inputsOf: (row: Generation) => UsedInput[];
  onTakeAsInput: (row: Generation) => void;
  onRunAgain: (row: Generation) => void;
};
