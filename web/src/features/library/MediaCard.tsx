import { format } from '@/lib/format';
import { type Generation, isRunning } from '@/lib/generations';
import { progressWords } from '@/lib/progress-words';
import { failureReasons, failureUnknown, library } from '@/texts';

import { MediaThumb } from './MediaThumb';

type Props = { row: Generation; modelName: string; onOpen: (id: string) => void };

/** A generation in the library. */
export function MediaCard({ row, modelName, onOpen }: Props) {
  return (
    <div role="listitem" className="arrive">
      <button
        type="button"
        onClick={() => onOpen(row.id)}
        aria-label={library.open(row.prompt)}
        className="group border-border bg-card hover:border-edge block w-full overflow-hidden rounded-xl border text-left transition duration-200 hover:-translate-y-0.5 hover:shadow-lg"
      >
        <span className="bg-muted relative block aspect-square overflow-hidden">
          <Inside row={row} />
          <TypeBadge type={row.media_type} />
        </span>
        <span className="grid gap-0.5 p-3 text-sm">
          <span dir="auto" className="truncate text-start font-medium">{row.prompt}</span>
          <span className="text-muted-foreground flex justify-between gap-2 text-xs tabular-nums">
            <span className="truncate max-sm:hidden">{modelName}</span>
            <span className="shrink-0">
              <span>{format.shortDay(row.created_at)}</span>
              {row.status !== 'failed' && <Cost credits={row.credits_used} />}
            </span>
          </span>
        </span>
      </button>
    </div>
  );
}

/** Credits; not shown for a failed generation, which was refunded. */
function Cost({ credits }: { credits: number }) {
  return (
    <>
      <span>{` · ${format.number(credits)}`}</span>
      <span aria-hidden="true" className="icon-[lucide--sparkles] ml-1 inline-block size-3 align-[-2px]" />
    </>
  );
}

function Inside({ row }: { row: Generation }) {
  if (isRunning(row)) return <RunningInside row={row} />;
  if (row.status === 'failed') return <FailedInside reason={row.failure_reason} />;
  return <MediaThumb row={row} />;
}

function RunningInside({ row }: { row: Generation }) {
  return (
    <span className="at-work grid size-full place-content-center justify-items-center gap-3">
      <span aria-hidden="true" className="icon-[lucide--loader-circle] text-primary size-7 animate-spin" />
      <span className="text-sm font-medium tabular-nums">
        {row.progress > 0 ? format.percent(row.progress) : progressWords(row)}
      </span>
    </span>
  );
}

function FailedInside({ reason }: { reason: string | null }) {
  const cancelled = reason === 'cancelled';
  const icon = cancelled ? 'icon-[lucide--circle-slash]' : 'icon-[lucide--cloud-alert] text-destructive';
  return (
    <span className="grid size-full place-content-center justify-items-center gap-2 p-3 text-center">
      <span aria-hidden="true" className={`size-7 ${icon}`} />
      <span className="text-sm font-medium">{cancelled ? library.cancelled : library.failed}</span>
      {!cancelled && (
        <span className="text-muted-foreground line-clamp-3 text-xs max-[24rem]:hidden">
          {failureReasons[reason ?? ''] ?? failureUnknown}
        </span>
      )}
    </span>
  );
}

function TypeBadge({ type }: { type: Generation['media_type'] }) {
  const icon = type === 'video' ? 'icon-[lucide--clapperboard]' : 'icon-[lucide--image]';
  return (
    <span className="bg-raised/85 absolute top-2 left-2 grid size-7 place-items-center rounded-full">
      <span className="sr-only">{library.typeNames[type]}</span>
      <span aria-hidden="true" className={`size-3.5 ${icon}`} />
    </span>
  );
}
