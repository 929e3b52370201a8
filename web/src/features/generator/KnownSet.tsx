import { useRef, useState } from 'react';

import { Button } from '@/components/Button';
import type { Repeat } from '@/components/GenerationActions';
import { IconButton } from '@/components/IconButton';
import { type Generation, isUnfinished } from '@/lib/generations';
import { shortcutOf, useKeyDown } from '@/lib/keyboard-shortcuts';
import { modals } from '@/lib/modals';
import { generationTexts as texts, library, lightbox } from '@/texts';

import { waitingPlace } from './current-generations';
import { GenerationFailure } from './GenerationFailure';
import { GenerationProgress } from './GenerationProgress';
import { GenerationResult } from './GenerationResult';
import { SetGrid } from './SetGrid';

type Props = { rows: Generation[]; unfinished: Generation[]; credits: number | null; repeat: Repeat };

/**
 * A set of one: its generation. A larger set: a grid, or the generation that the user opened in it, with the way to the others; if
 * all failed, one failure.
 */
export default function KnownSet({ rows, unfinished, credits, repeat }: Props) {
  const [openId, setOpenId] = useState<string | null>(null);
  const place = useRef<HTMLDivElement>(null);
  const opened = rows.findIndex(({ id }) => id === openId);
  const turnable = rows.length > 1 && opened >= 0;
  const [only] = rows;
  const row = rows.length === 1 ? only : rows[opened];
  /** What had the focus disappears: the place of the set takes it. */
  function open(id: string | null) {
    setOpenId(id);
    place.current?.focus({ preventScroll: true });
  }
  const at = (step: number) => rows[(opened + step + rows.length) % rows.length]?.id ?? null;
  useKeyDown((event) => {
    const { target } = event;
    const here = target instanceof Element && place.current?.contains(target) && !target.matches('video');
    if (!turnable || !here || modals.get().length > 0 || shortcutOf('result', event) !== 'turn') return;
    event.preventDefault();
    open(at(event.key === 'ArrowLeft' ? -1 : 1));
  });
  return (
    <div ref={place} tabIndex={-1} className={`grid min-h-0 grid-cols-[minmax(0,1fr)] rounded-lg outline-offset-4 ${turnable ? 'lg:grid-rows-[auto_minmax(0,1fr)]' : 'lg:grid-rows-[minmax(0,1fr)]'}`}>
      {turnable && <TurnBar place={opened + 1} of={rows.length} onAll={() => open(null)} onTurn={(step) => setOpenId(at(step))} />}
      {rows.every(({ status }) => status === 'failed') ? (
        <GenerationFailure {...{ rows, credits }} {...repeat} />
      ) : !row ? (
        <SetGrid rows={rows} unfinished={unfinished} repeat={repeat} onOpen={open} />
      ) : isUnfinished(row) ? (
        <GenerationProgress row={row} place={waitingPlace(unfinished, row)} />
      ) : row.status === 'failed' ? (
        <GenerationFailure rows={[row]} credits={credits} {...repeat} />
      ) : (
        <GenerationResult row={row} {...repeat} />
      )}
    </div>
  );
}

type TurnProps = { place: number; of: number; onAll: () => void; onTurn: (step: number) => void };

/** Above an opened result of a set: back to all, and to the previous and next one. After the last comes the first. */
function TurnBar({ place, of, onAll, onTurn }: TurnProps) {
  return (
    <div className="-mt-1 flex flex-wrap items-center justify-between gap-2 pb-2">
      <Button size="small" onClick={onAll}>
        <span aria-hidden="true" className="icon-[lucide--layout-grid] size-4" />
        <span>{texts.allOfSet(of)}</span>
      </Button>
      <div className="-mr-3 flex items-center">
        <IconButton icon="icon-[lucide--chevron-left] size-5" label={lightbox.previous} onClick={() => onTurn(-1)} />
        <p role="status" className="text-muted-foreground min-w-12 text-center text-sm tabular-nums">
          {library.placeInSet(place, of)}
        </p>
        <IconButton icon="icon-[lucide--chevron-right] size-5" label={lightbox.next} onClick={() => onTurn(1)} />
      </div>
    </div>
  );
}
