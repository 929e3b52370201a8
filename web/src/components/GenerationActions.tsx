import { buttonClass } from '@/components/button-class';
import { copy } from '@/lib/clipboard';
import { isFavourite, toggleFavourites } from '@/lib/favourites';
import type { Generation } from '@/lib/generations';
import { hasBefore } from '@/lib/input-picture';
import { downloadUrl, nameOfFile } from '@/lib/media';
import { generationTexts as texts } from '@/texts';

import { Action, type ActionLook } from './Action';
import { ShareButton } from './ShareButton';
import { UseAs } from './UseAs';

/** A picture input that can take a result. */
export type Use = {
  model: string;
  field: string;
  title: string;
  modelName: string;
  text: string;
  /** What its model does with a picture. */
  work: string;
  price: number;
  /** Whether the model has other picture inputs. */
  oneOfSeveral: boolean;
};

/** Actions that use a generation to start a new one. */
export type Repeat = {
  /** The price of new generations with the same inputs, one unless said otherwise; null if the model is no longer offered. */
  priceOf: (row: Generation, count?: number) => number | null;
  /** The inputs that take this result: the one that fits best first, the others in the order of the models. */
  usesOf: (row: Generation) => Use[];
  onUse: (row: Generation, use: Use) => void;
  /** The seed of a result; undefined if its model has none. */
  seedOf: (row: Generation) => number | undefined;
  /** Run generations of one set again, as a new set with the same inputs. */
  onRunAgain: (rows: Generation[]) => void;
  /** Run it again with another seed. */
  onVariation: (row: Generation) => void;
  onEditPrompt: (row: Generation) => void;
  /** Show the result over the picture that it was made from. */
  onBeforeAfter: (row: Generation) => void;
};

type Props = Repeat & { row: Generation };

/** What results are made for: download, run again (with another seed, where there is one), use as input. */
export function MainActions({ row, ...repeat }: Props) {
  const price = repeat.priceOf(row);
  const varied = price !== null && variesOf(row, repeat);
  return (
    <>
      {row.status === 'completed' && (
        <a
          href={downloadUrl(row.media_url, nameOfFile(row.prompt, row.storage_path))}
          download
          className={buttonClass({ look: 'primary' })}
        >
          <span aria-hidden="true" className="icon-[lucide--download] size-4" />
          <span>{texts.download}</span>
        </a>
      )}
      {varied && <Action icon="icon-[lucide--shuffle]" text={texts.variation(price)} onClick={() => repeat.onVariation(row)} />}
      {price !== null && !varied && <Action icon="icon-[lucide--rotate-ccw]" text={texts.runAgain(price)} onClick={() => repeat.onRunAgain([row])} />}
      <UseAs uses={repeat.usesOf(row)} onUse={(use) => repeat.onUse(row, use)} />
    </>
  );
}

type MoreProps = Props & { look?: ActionLook; onFavourite?: () => void };

/** Before and after, the same seed again, edit or copy the prompt, share, mark as a favourite. */
export function MoreActions({ row, look, onFavourite, ...repeat }: MoreProps) {
  const price = repeat.priceOf(row);
  return (
    <>
      {hasBefore(row) && (
        <Action {...{ look }} icon="icon-[lucide--columns-2]" text={texts.beforeAfter} onClick={() => repeat.onBeforeAfter(row)} />
      )}
      {price !== null && variesOf(row, repeat) && (
        <Action {...{ look }} icon="icon-[lucide--rotate-ccw]" text={texts.runAgain(price)} title={texts.sameSeed} onClick={() => repeat.onRunAgain([row])} />
      )}
      <Action {...{ look }} icon="icon-[lucide--pencil]" text={texts.editPrompt} onClick={() => repeat.onEditPrompt(row)} />
      <Action {...{ look }} icon="icon-[lucide--copy]" text={texts.copyPrompt} onClick={() => void copy(row.prompt, texts.promptCopied)} />
      {row.status === 'completed' && (
        <>
          <ShareButton {...{ look }} subject={{ generation_id: row.id }} />
          <Action {...{ look }} icon="icon-[lucide--heart]" text={texts.favourite} pressed={isFavourite(row)} onClick={onFavourite ?? (() => void toggleFavourites([row]))} />
        </>
      )}
    </>
  );
}

/** Whether running it again makes the same result again, so that it is offered as such, and a variation first. */
function variesOf(row: Generation, { seedOf }: Repeat): boolean {
  return row.status === 'completed' && seedOf(row) !== undefined;
}
