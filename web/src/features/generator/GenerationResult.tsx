import { MainActions, MoreActions, type Repeat } from '@/components/GenerationActions';
import { format } from '@/lib/format';
import type { Generation } from '@/lib/generations';
import { prefersLessMotion } from '@/lib/motion';
import { credits, generationTexts as texts, generator } from '@/texts';

import { BELOW_TILE, tileFor, tilesFor } from './tile-grid';

const mediaClass = 'absolute inset-0 size-full object-contain';

type Props = Repeat & { row: Generation };

export function GenerationResult({ row, ...repeat }: Props) {
  return (
    <div className="arrive flex min-h-0 flex-col gap-3">
      <div className="tiles" style={tilesFor([row])}>
        <div className="tile bg-muted relative overflow-hidden rounded-lg" style={tileFor(row)}>
          {row.media_type === 'video' ? (
            <video src={row.media_url} poster={row.thumbnail_url || undefined} controls autoPlay={!prefersLessMotion()} muted loop playsInline aria-label={row.prompt} className={mediaClass} />
          ) : (
            <img src={row.media_url} alt={row.prompt} className={mediaClass} />
          )}
        </div>
      </div>
      <div className={BELOW_TILE}>
        <Caption row={row} seed={repeat.seedOf(row)} />
        <div className="@container -my-2">
          <div className="flex justify-between gap-1 @[40rem]:-mx-2">
            <MoreActions row={row} {...repeat} look="tool" />
          </div>
        </div>
        <div className={MAIN_ACTIONS}>
          <MainActions row={row} {...repeat} />
        </div>
      </div>
    </div>
  );
}

/** On phones always two rows, because their height is reserved while the generation runs: longer words wrap in their button. */
const MAIN_ACTIONS =
  'flex flex-wrap gap-2 *:grow [&>:is(a,button)]:px-2 max-sm:grid max-sm:grid-cols-[auto_auto] max-sm:[&>div]:col-span-2 ' +
  'max-sm:[&>:is(a,button)]:px-1 max-sm:[&>:is(a,button)]:leading-tight max-sm:[&>:is(a,button)]:whitespace-normal ' +
  'max-sm:[&>:is(a,button)>span]:shrink max-sm:[&>:is(a,button)_[aria-hidden]]:hidden';

/** One line about the result: size, seed, time and price. */
function Caption({ row, seed }: { row: Generation; seed: number | undefined }) {
  const seconds = row.started_at && row.finished_at ? (Date.parse(row.finished_at) - Date.parse(row.started_at)) / 1000 : 0;
  const facts = [
    row.width && row.height && generator.size(row.width, row.height),
    seed !== undefined && texts.seed(seed),
    seconds >= 1 && texts.took(format.elapsed(seconds)),
    credits.pill(row.credits_used),
  ];
  return (
    <ul className="text-muted-foreground flex flex-wrap content-start gap-x-4 text-xs tabular-nums max-sm:min-h-[2lh]">
      {facts.map((fact) => fact && <li key={fact}>{fact}</li>)}
    </ul>
  );
}
