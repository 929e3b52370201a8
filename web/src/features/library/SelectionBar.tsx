import { useState } from 'react';

import { Button } from '@/components/Button';
import { IconButton } from '@/components/IconButton';
import { format } from '@/lib/format';
import { shortcutOf, useKeyDown } from '@/lib/keyboard-shortcuts';
import { modals } from '@/lib/modals';
import { saveZip } from '@/lib/zip';
import { collections, selecting as texts } from '@/texts';

import type { LibraryRow } from './filter';
import type { Selection } from './selection';

type Props = {
  selection: Selection;
  onDelete: (rows: LibraryRow[]) => void;
  onCompare: (one: string, other: string) => void;
  onFavourite: (rows: LibraryRow[]) => void;
  onCollect: (rows: LibraryRow[]) => void;
  /** Null while no collection is shown. */
  onRemove: ((rows: LibraryRow[]) => void) | null;
};

/** Where Escape has another meaning: it empties a field, or closes a panel. */
const OWN_ESCAPE = 'input, textarea, select, [popover], [popovertarget]';

/** Actions for the selected generations. The bar is at the lower edge of the screen, where it covers neither the search nor a message. */
export default function SelectionBar({ selection, onDelete, onCompare, onFavourite, onCollect, onRemove }: Props) {
  const { selected } = selection;
  // On a card that has the focus, the card's own shortcut does it.
  useKeyDown((event) => {
    const { target, defaultPrevented } = event;
    const isTaken = defaultPrevented || (target instanceof Element && target.closest(OWN_ESCAPE)) || modals.get().length > 0;
    if (shortcutOf('card', event) === 'clear' && !isTaken) selection.clear();
  });
  const done = selected.filter(({ status }) => status === 'completed');
  const [one, other] = done;
  return (
    <div role="toolbar" aria-label={texts.label} className="raised sticky bottom-3 z-20 mx-auto flex max-w-full flex-wrap items-center gap-1 rounded-2xl p-1.5 max-sm:gap-0">
      {/* A phone has no room for more than the number, if all buttons shall be in one line. */}
      <p role="status" className="px-3 text-sm font-medium tabular-nums max-sm:px-1.5">
        <span aria-hidden="true" className="sm:hidden">
          {format.number(selected.length)}
        </span>
        <span className="max-sm:sr-only">{texts.count(selected.length)}</span>
      </p>
      {done.length > 0 && <Download {...{ selected }} count={done.length} />}
      {one && other && done.length === 2 && (
        <Tool icon="icon-[lucide--columns-2]" text={texts.compare} onClick={() => onCompare(one.id, other.id)} />
      )}
      {done.length > 0 && (
        <>
          <Tool icon="icon-[lucide--heart]" text={texts.favourite} onClick={() => onFavourite(selected)} />
          <Tool icon="icon-[lucide--folder-plus]" text={collections.add} onClick={() => onCollect(selected)} />
        </>
      )}
      {onRemove && <Tool icon="icon-[lucide--folder-minus]" text={texts.remove} onClick={() => onRemove(selected)} />}
      <Tool icon="icon-[lucide--trash-2]" text={texts.delete} onClick={() => onDelete(selected)} />
      <IconButton icon="icon-[lucide--x] size-5" label={texts.clear} className="ml-auto" onClick={selection.clear} />
    </div>
  );
}

type ToolProps = { icon: string; text: string; busy?: boolean; onClick: () => void };

/** A button with an icon. Its text is shown where all buttons with texts have room in one line. */
function Tool({ icon, text, busy = false, onClick }: ToolProps) {
  return (
    <Button look="ghost" busy={busy} title={text} onClick={onClick} className={busy ? 'px-3' : 'px-3 max-xl:w-11 max-xl:px-0'}>
      {!busy && <span aria-hidden="true" className={`size-5 ${icon}`} />}
      <span className={busy ? 'tabular-nums' : 'max-xl:sr-only'}>{text}</span>
    </Button>
  );
}

function Download({ selected, count }: { selected: LibraryRow[]; count: number }) {
  const [progress, setProgress] = useState<number | null>(null);

  async function download() {
    setProgress(0);
    await saveZip(selected, setProgress);
    setProgress(null);
  }

  const busy = progress !== null;
  return (
    <Tool
      icon="icon-[lucide--download]"
      text={busy ? texts.downloading(progress, count) : texts.download}
      busy={busy}
      onClick={() => void download()}
    />
  );
}
