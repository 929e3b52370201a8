import type { Elements } from '@/components/elements';
import type { Repeat } from '@/components/GenerationActions';
import type { Generation } from '@/lib/generations';

/** An input of a generation: a text, or the path of a picture in the bucket. */
export type UsedInput = { title: string } & ({ text: string } | { picture: string });

/** What the page provides to the library. */
export type LibraryPage = Repeat & {
  models: readonly { id: string; name: string }[];
  nameOfModel: (id: string | null) => string;
  inputsOf: (row: Generation) => UsedInput[];
  /** The button that cancels an unfinished generation. */
  cancelOf: (row: Generation) => Elements;
};
