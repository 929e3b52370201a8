import { aspectOf, type Generation, isUnfinished } from '@/lib/generations';
import { progressWords } from '@/lib/status-words';
import { generationTexts as texts } from '@/texts';

import { NotifyButton } from './NotifyButton';
import { CancelButton } from './CancelButton';
import { waitingPlace } from './current-generations';
import { ProgressTile } from './GenerationProgress';
import { gridFor } from './grid';

type Props = {
  rows: Generation[];
  /** All of the user, not only of this set. */
  unfinished: Generation[];
  onOpen: (id: string) => void;
};

/** The generations of a set, side by side, each in its own proportions. */
export function SetGrid({ rows, unfinished, onOpen }: Props) {
  return (
    <div className="flex min-h-0 flex-col gap-3">
      <ul className="tiles" style={gridFor(rows.map(aspectOf))}>
        {rows.map((row, index) => (
          <li key={row.id} style={{ '--aspect': aspectOf(row) }} className="tile bg-muted relative grid min-h-0 overflow-hidden rounded-lg">
            <Cell row={row} name={texts.resultOf(index + 1, rows.length)} unfinished={unfinished} onOpen={() => onOpen(row.id)} />
          </li>
        ))}
      </ul>
      <div className="flex flex-wrap items-center justify-between gap-x-4">
        <p dir="auto" className="text-muted-foreground line-clamp-1 grow basis-40 text-sm">
          {rows[0]?.prompt}
        </p>
        {rows.some(isUnfinished) && <NotifyButton />}
      </div>
    </div>
  );
}

type CellProps = { row: Generation; name: string; unfinished: Generation[]; onOpen: () => void };

function Cell({ row, name, unfinished, onOpen }: CellProps) {
  if (isUnfinished(row)) {
    return (
      <>
        <ProgressTile row={row} className="text-2xl" />
        <div className="absolute inset-x-0 bottom-0 flex items-center justify-between gap-2 pl-3">
          <p className="py-1 text-sm leading-tight font-medium">{progressWords(row, waitingPlace(unfinished, row))}</p>
          <CancelButton row={row} small />
        </div>
      </>
    );
  }
  return (
    <button type="button" aria-label={name} onClick={onOpen} className="grid min-h-0 place-items-center rounded-lg">
      {row.status === 'failed' ? (
        <span className="text-muted-foreground grid justify-items-center gap-2 p-3 text-sm">
          <span aria-hidden="true" className="icon-[lucide--cloud-alert] size-6" />
          <span>{texts.failed}</span>
        </span>
      ) : row.media_type === 'video' ? (
        <video src={row.media_url} muted playsInline preload="metadata" className="absolute inset-0 size-full object-contain" />
      ) : (
        <img src={row.media_url} alt={row.prompt} className="absolute inset-0 size-full object-contain" />
      )}
    </button>
  );
}
