import { unlessReopened, useOpen } from '@/components/Dialog';
import { useKeyDown } from '@/lib/keyboard-shortcuts';
import { useSwipe } from '@/lib/swipe';
import { common, sharedPage as texts } from '@/texts';

import type { SharedResult } from './api';
import { Download } from './Download';
import { SharedMedia } from './SharedMedia';

type Props = {
  result: SharedResult;
  /** Its place in the collection, from 0, which has `total` results. */
  place: number;
  total: number;
  /** How many of them are loaded. */
  loaded: number;
  onTurn: (place: number) => void;
  onClose: () => void;
};

/** One result of a collection, large; ← and →, or a swipe, show its neighbours. */
export function SharedViewer({ result, place, total, loaded, onTurn, onClose }: Props) {
  const dialog = useOpen(true, true);
  const turn = (direction: -1 | 1) => {
    const to = place + direction;
    if (to >= 0 && to < loaded) onTurn(to);
  };
  useKeyDown(({ key, target }) => {
    // A video seeks with the arrows.
    if (target instanceof HTMLMediaElement) return;
    if (key === 'ArrowLeft') turn(-1);
    else if (key === 'ArrowRight') turn(1);
  });
  const swipe = useSwipe(turn);
  return (
    <dialog
      ref={dialog}
      aria-label={texts.position(place + 1, total)}
      onClose={unlessReopened(onClose)}
      closedby="any"
      className="sheet raised m-auto h-dvh max-h-none w-screen max-w-none overflow-auto p-0"
    >
      {/* First, so that it gets the focus. */}
      <button type="button" aria-label={common.close} onClick={onClose} className={`${ROUND} fixed top-3 right-3`}>
        <span aria-hidden="true" className="icon-[lucide--x] size-5" />
      </button>
      <div className="grid min-h-full content-center justify-items-center gap-4 p-4">
        <div {...swipe} className="grid max-w-full touch-pan-y touch-pinch-zoom place-items-center">
          <SharedMedia key={result.media_url} result={result} height={78} />
        </div>
        <div className="flex flex-wrap items-center justify-center gap-3">
          <Turn label={texts.previous} icon="icon-[lucide--chevron-left]" disabled={place === 0} onClick={() => turn(-1)} />
          <p aria-live="polite" className="text-muted-foreground text-sm tabular-nums">
            {texts.position(place + 1, total)}
          </p>
          <Turn label={texts.next} icon="icon-[lucide--chevron-right]" disabled={place + 1 >= loaded} onClick={() => turn(1)} />
          <Download result={result} />
        </div>
        {result.prompt && (
          <p dir="auto" className="max-w-2xl text-center whitespace-pre-wrap [overflow-wrap:anywhere]">
            {result.prompt}
          </p>
        )}
      </div>
    </dialog>
  );
}

const ROUND = 'raised z-10 grid size-11 place-items-center rounded-full';

type TurnProps = { label: string; icon: string; disabled: boolean; onClick: () => void };

/** Not `disabled`, because a disabled button loses the focus. */
function Turn({ label, icon, disabled, onClick }: TurnProps) {
  return (
    <button type="button" aria-label={label} aria-disabled={disabled} onClick={onClick} className={`${ROUND} aria-disabled:opacity-40`}>
      <span aria-hidden="true" className={`size-5 ${icon}`} />
    </button>
  );
}
