import { Button } from '@/components/Button';
import type { Repeat } from '@/components/GenerationActions';
import { ringOver } from '@/components/ring-over';
import { type Generation, isUnfinished } from '@/lib/generations';
import { downloadUrl, nameOfFile } from '@/lib/media';
import { progressWords } from '@/lib/status-words';
import { generationTexts as texts } from '@/texts';

import { NotifyButton } from './NotifyButton';
import { CancelButton } from './CancelButton';
import { DownloadAll } from './DownloadAll';
import { waitingPlace } from './current-generations';
import { ProgressTile } from './GenerationProgress';
import { tileFor, tilesFor } from './tile-grid';

type Props = {
  rows: Generation[];
  /** All of the user, not only of this set. */
  unfinished: Generation[];
  repeat: Repeat;
  onOpen: (id: string) => void;
};

/** The generations of a set, side by side, each in its own proportions. */
export function SetGrid({ rows, unfinished, repeat, onOpen }: Props) {
  const done = rows.filter(({ status }) => status === 'completed');
  const running = rows.filter(isUnfinished);
  const failed = rows.filter(({ status }) => status === 'failed');
  return (
    <div className="flex min-h-0 flex-col gap-3">
      <ul className="tiles" style={tilesFor(rows)}>
        {rows.map((row, index) => (
          <li key={row.id} style={tileFor(row)} className={`tile group relative grid min-h-0 ${isUnfinished(row) ? '' : 'bg-muted overflow-hidden rounded-lg'}`}>
            <Cell row={row} name={texts.resultOf(index + 1, rows.length)} unfinished={unfinished} onOpen={() => onOpen(row.id)} />
            {row.status === 'completed' && <TileActions row={row} name={texts.resultName(index + 1, rows.length)} repeat={repeat} />}
          </li>
        ))}
      </ul>
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
        <p dir="auto" className="text-muted-foreground line-clamp-1 grow basis-40 text-sm [overflow-wrap:anywhere] max-sm:basis-full">
          {rows[0]?.prompt}
        </p>
        <div className="flex min-h-11 flex-wrap items-center justify-end gap-2 sm:ml-auto max-sm:w-full max-sm:*:grow">
          {running.length > 0 && <NotifyButton />}
          {running.length > 1 && <CancelButton rows={running} told={running.length === rows.length} />}
          {running.length === 0 && <RunFailedAgain rows={failed} repeat={repeat} />}
          {running.length === 0 && done.length > 1 && <DownloadAll rows={done} />}
        </div>
      </div>
    </div>
  );
}

/** Runs the failed ones of a set again. */
function RunFailedAgain({ rows, repeat }: { rows: Generation[]; repeat: Repeat }) {
  const [first] = rows;
  const price = first ? repeat.priceOf(first, rows.length) : null;
  if (price === null) return null;
  return (
    <Button onClick={() => repeat.onRunAgain(rows)} className="leading-tight tabular-nums">
      <span aria-hidden="true" className="icon-[lucide--rotate-ccw] size-4" />
      <span className="min-w-0 whitespace-normal">{texts.runFailedAgain(rows.length, price)}</span>
    </Button>
  );
}

type CellProps = { row: Generation; name: string; unfinished: Generation[]; onOpen: () => void };

function Cell({ row, name, unfinished, onOpen }: CellProps) {
  if (isUnfinished(row)) {
    return (
      <>
        {/* On a phone, a wide tile is so low that the words at its lower edge need the room. */}
        <ProgressTile row={row} className="text-2xl max-sm:pb-11 max-sm:text-lg max-sm:leading-none max-sm:[&>span]:size-6" />
        <div className="absolute inset-x-1.5 bottom-1.5 flex items-center justify-between gap-1 pl-2 sm:gap-2">
          <p className="text-sm leading-tight font-medium">{progressWords(row, waitingPlace(unfinished, row))}</p>
          <CancelButton rows={[row]} icon={texts.cancelOne(row.prompt)} />
        </div>
      </>
    );
  }
  return (
    <button type="button" aria-label={name} onClick={onOpen} className={`grid min-h-0 place-items-center rounded-lg ${ringOver}`}>
      {row.status === 'failed' ? (
        <span className="text-muted-foreground grid justify-items-center gap-2 p-3 text-sm">
          <span aria-hidden="true" className="icon-[lucide--cloud-alert] size-6" />
          <span>{texts.failed}</span>
        </span>
      ) : row.media_type === 'video' ? (
        <video src={row.media_url} poster={row.thumbnail_url || undefined} muted playsInline preload="metadata" className="absolute inset-0 size-full object-contain" />
      ) : (
        <img src={row.media_url} alt={row.prompt} className="absolute inset-0 size-full object-contain" />
      )}
    </button>
  );
}

/** Download a result, or use it as an input, without opening it. With a mouse, they are shown on the tile below the pointer. */
function TileActions({ row, name, repeat }: { row: Generation; name: string; repeat: Repeat }) {
  const [use] = repeat.usesOf(row);
  return (
    <div className="absolute right-1.5 bottom-1.5 flex flex-wrap justify-end gap-1.5 transition-opacity group-focus-within:opacity-100 group-hover:opacity-100 pointer-fine:opacity-0">
      {use && (
        <button type="button" title={use.text} aria-label={`${use.text}: ${name}`} onClick={() => repeat.onUse(row, use)} className={TILE_ACTION}>
          <span aria-hidden="true" className="icon-[lucide--image-plus] size-4" />
        </button>
      )}
      <a href={downloadUrl(row.media_url, nameOfFile(row.prompt, row.storage_path))} download title={texts.download} aria-label={`${texts.download}: ${name}`} className={TILE_ACTION}>
        <span aria-hidden="true" className="icon-[lucide--download] size-4" />
      </a>
    </div>
  );
}

const TILE_ACTION = 'raised hover:text-primary grid size-11 place-items-center rounded-full sm:pointer-fine:size-9';
