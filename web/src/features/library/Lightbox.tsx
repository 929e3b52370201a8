import { useEffect, useEffectEvent } from 'react';

import { unlessReopened, useOpen } from '@/components/Dialog';
import { Toasts } from '@/components/Toasts';
import { shortcutOf, useKeyDown } from '@/lib/keyboard-shortcuts';
import { modals } from '@/lib/modals';
import { common, lightbox } from '@/texts';

import { LightboxDetails } from './LightboxDetails';
import type { LibraryRow } from './filter';
import { LightboxMedia } from './LightboxMedia';
import { useSwipe } from '@/lib/swipe';
import type { LibraryPage } from './types';

const NEAR_END = 3;

type Props = LibraryPage & {
  rows: LibraryRow[];
  openId: string;
  search: string;
  onOpen: (id: string) => void;
  /** Called near the last loaded row. */
  onNearEnd: () => void;
  onClose: () => void;
  onDelete: (rows: LibraryRow[]) => void;
  onFavourite: (row: LibraryRow) => void;
  onCollect: (row: LibraryRow) => void;
};

/** One generation with all details; ← and →, or a swipe, open its neighbours. */
export default function Lightbox({ rows, openId, onOpen, onNearEnd, onClose, ...rest }: Props) {
  const dialog = useOpen(true);
  const place = rows.findIndex(({ id }) => id === openId);
  const row = rows[place];
  const [previous, next] = [rows[place - 1], rows[place + 1]];
  const readOn = useEffectEvent(onNearEnd);
  useEffect(() => {
    if (place >= rows.length - NEAR_END) readOn();
  }, [place, rows.length]);
  const turn = (direction: -1 | 1) => {
    const to = rows[place + direction];
    if (to) onOpen(to.id);
  };
  useKeyDown((event) => {
    // A video seeks with the arrows.
    if (modals.get().at(-1) !== dialog.current || event.target instanceof HTMLMediaElement) return;
    const shortcut = shortcutOf('result', event);
    if (shortcut === 'delete' && row) rest.onDelete([row]);
    else if (shortcut === 'favourite' && row) rest.onFavourite(row);
    else if (shortcut === 'turn') turn(event.key === 'ArrowLeft' ? -1 : 1);
  });
  const swipe = useSwipe(turn);
  if (!row) return null;

  const leave =
    <Args extends unknown[]>(action: (...args: Args) => void) =>
    (...args: Args) => {
      dialog.current?.close();
      action(...args);
    };
  return (
    <dialog
      ref={dialog}
      aria-label={lightbox.label}
      onClose={unlessReopened(onClose)}
      closedby="any"
      className="sheet raised m-auto h-dvh max-h-none w-screen max-w-none flex-col overflow-hidden p-0 open:flex sm:h-auto sm:max-h-[calc(100dvh-3rem)] sm:w-[calc(100vw-3rem)] sm:max-w-6xl sm:rounded-2xl 2xl:max-w-[88rem]"
    >
      {/* First, so that it gets the focus. A focused video would handle the arrow keys itself. */}
      <button type="button" aria-label={common.close} onClick={onClose} className="raised absolute z-10 top-3 right-3 grid size-11 place-items-center rounded-full">
        <span aria-hidden="true" className="icon-[lucide--x] size-5" />
      </button>
      <div className="grid grow content-start overflow-auto max-lg:auto-rows-max lg:grid-cols-[minmax(0,1fr)_22rem] lg:content-stretch">
        <div {...swipe} className="bg-muted/50 relative grid min-h-40 touch-pan-y touch-pinch-zoom place-items-center">
          <LightboxMedia key={row.id} row={row} className="max-h-[calc(100dvh-8.5rem)] w-full lg:max-h-[calc(100dvh-3rem)]" />
          <Turn label={lightbox.previous} icon="icon-[lucide--chevron-left]" side="left-3" to={previous} onOpen={onOpen} />
          <Turn label={lightbox.next} icon="icon-[lucide--chevron-right]" side="right-3" to={next} onOpen={onOpen} />
        </div>
        <LightboxDetails
          row={row}
          search={rest.search}
          modelName={rest.nameOfModel(row.model_id)}
          inputs={rest.inputsOf(row)}
          onDelete={() => rest.onDelete([row])}
          onCollect={() => rest.onCollect(row)}
          onFavourite={() => rest.onFavourite(row)}
          cancel={rest.cancelOf(row)}
          priceOf={rest.priceOf}
          usesOf={rest.usesOf}
          onUse={leave(rest.onUse)}
          seedOf={rest.seedOf}
          onRunAgain={leave(rest.onRunAgain)}
          onVariation={leave(rest.onVariation)}
          onEditPrompt={leave(rest.onEditPrompt)}
          onBeforeAfter={rest.onBeforeAfter}
        />
      </div>
      <Toasts />
    </dialog>
  );
}

type TurnProps = {
  label: string;
  icon: string;
  side: string;
  to: LibraryRow | undefined;
  onOpen: (id: string) => void;
};

function Turn({ label, icon, side, to, onOpen }: TurnProps) {
  if (!to) return null;
  return (
    <button
      type="button"
      aria-label={label}
      onClick={() => onOpen(to.id)}
      className={`raised absolute top-1/2 grid size-11 -translate-y-1/2 place-items-center rounded-full transition hover:scale-105 ${side}`}
    >
      <span aria-hidden="true" className={`size-5 ${icon}`} />
    </button>
  );
}
