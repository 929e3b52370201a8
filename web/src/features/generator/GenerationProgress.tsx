import { format } from '@/lib/format';
import type { Generation } from '@/lib/generations';
import { progressWords } from '@/lib/status-words';
import { generationTexts as texts } from '@/texts';

import { NotifyButton } from './NotifyButton';
import { CancelButton } from './CancelButton';
import { BELOW_TILE, tileFor, tilesFor } from './tile-grid';
import { useElapsed } from './use-current-generations';

type Props = {
  row: Generation;
  /** Its place in the waiting list, from 1; 0 if it does not wait. */
  place: number;
};

export function GenerationProgress({ row, place }: Props) {
  return (
    <div className="arrive flex min-h-0 flex-col gap-3">
      <div className="tiles" style={tilesFor([row])}>
        <div className="tile grid" style={tileFor(row)}>
          <ProgressTile row={row} className="text-5xl" />
        </div>
      </div>
      <div className={BELOW_TILE}>
        <div className="grid gap-2">
          <div className="flex items-baseline justify-between gap-4 text-sm">
            <p className="font-medium">{progressWords(row, place)}</p>
            {row.started_at && <Elapsed from={row.started_at} />}
          </div>
          <progress className="bar" max={1} value={row.progress} aria-label={texts.progress} />
        </div>
        <p dir="auto" className="text-muted-foreground line-clamp-2 text-sm [overflow-wrap:anywhere] sm:max-lg:line-clamp-1">{row.prompt}</p>
        <div className="flex flex-wrap items-center justify-between gap-2">
          <CancelButton rows={[row]} told={row.set_size === 1} />
          <NotifyButton />
        </div>
      </div>
    </div>
  );
}

/** Stands in the place of the result until the generation ends: a frame in which a shape becomes sharp with the progress. */
export function ProgressTile({ row, className }: { row: Generation; className: string }) {
  return (
    <div className="viewfinder grid size-full min-h-0 p-1.5">
      <div
        className={`${row.status === 'waiting' ? 'bg-muted' : 'developing'} grid min-h-0 place-items-center rounded-lg ${className}`}
        style={{ '--progress': row.progress }}
      >
        {row.progress > 0 ? (
          <p className="relative font-semibold tracking-tight tabular-nums" aria-hidden="true">
            {format.percent(row.progress)}
          </p>
        ) : (
          <span aria-hidden="true" className="icon-[lucide--hourglass] relative size-8 opacity-70" />
        )}
      </div>
    </div>
  );
}

function Elapsed({ from }: { from: string }) {
  const seconds = useElapsed(from);
  return seconds < 1 ? null : <p className="text-muted-foreground tabular-nums">{texts.elapsed(format.elapsed(seconds))}</p>;
}
