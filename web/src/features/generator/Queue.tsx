import { useEffect, useRef } from 'react';

import { format } from '@/lib/format';
import { type Generation, isUnfinished } from '@/lib/generations';
import { prefersLessMotion } from '@/lib/motion';
import { progressWords } from '@/lib/status-words';
import { generationTexts as texts } from '@/texts';

import { CancelButton } from './CancelButton';
import { waitingPlace } from './current-generations';
import type { Strip } from './strip';

type Props = Strip & { onShow: (set: string) => void };

/**
 * A strip of all unfinished generations and of those that have just ended, and how many run and wait. On phones all of it scrolls
 * sideways, so that it is equally high with and without the numbers.
 */
export function Queue({ rows, shown, onShow }: Props) {
  if (rows.length === 0) return null;
  const unfinished = rows.filter(isUnfinished);
  const waiting = unfinished.filter(({ status }) => status === 'waiting');
  return (
    <div className="-m-1 flex shrink-0 items-center gap-2 p-1 max-sm:overflow-x-auto">
      {waiting.length > 1 && (
        <div className="border-border flex shrink-0 items-center justify-between rounded-md border pl-3">
          <p className="text-muted-foreground text-xs tabular-nums">
            <span className="block">{texts.runningCount(unfinished.length - waiting.length)}</span>
            <span className="block">{texts.waitingCount(waiting.length)}</span>
          </p>
          <CancelButton rows={waiting} words={texts.cancelWaiting} />
        </div>
      )}
      <Chips {...{ rows, unfinished, shown, onShow }} />
    </div>
  );
}

function Chips({ rows, unfinished, shown, onShow }: Props & { unfinished: Generation[] }) {
  const strip = useRef<HTMLUListElement>(null);
  const first = rows.find(({ set_id }) => set_id === shown)?.id;
  // On phones its parent scrolls.
  useEffect(() => [strip.current, strip.current?.parentElement].forEach((each) => scrollTo(each, '[aria-current]')), [first]);
  return (
    <ul ref={strip} aria-label={texts.queue} className="flex gap-2 max-sm:shrink-0 sm:-m-1 sm:min-w-0 sm:overflow-x-auto sm:p-1">
      {rows.map((row) => (
        <li
          key={row.id}
          className={`border-border bg-field flex shrink-0 items-center rounded-md border ${row.set_id === shown ? 'border-primary' : ''}`}
        >
          <button type="button" aria-current={row.set_id === shown || undefined} onClick={() => onShow(row.set_id)} className="flex min-h-11 items-center rounded-md text-left text-xs">
            <span className="grid w-40 py-1 pl-3">
              <span dir="auto" className="truncate font-medium">
                {row.prompt}
              </span>
              <span className="text-muted-foreground truncate tabular-nums">{wordsFor(row, waitingPlace(unfinished, row))}</span>
            </span>
            {!isUnfinished(row) && <Ended row={row} />}
          </button>
          {isUnfinished(row) && <CancelButton rows={[row]} icon={texts.cancelOne(row.prompt)} told={row.set_id === shown && row.set_size === 1} />}
        </li>
      ))}
    </ul>
  );
}

function wordsFor(row: Generation, place: number): string {
  if (!isUnfinished(row)) return row.status === 'completed' ? texts.ready : texts.failed;
  return row.progress > 0 ? format.percent(row.progress) : progressWords(row, place);
}

/** Has the place and size of the button that cancelled it. */
function Ended({ row }: { row: Generation }) {
  const icon = row.status === 'completed' ? 'icon-[lucide--check] text-success' : 'icon-[lucide--cloud-alert]';
  return (
    <span aria-hidden="true" className="grid size-11 place-items-center">
      {row.thumbnail_url ? <img src={row.thumbnail_url} alt="" className="size-9 rounded-sm object-cover" /> : <span className={`${icon} size-4`} />}
    </span>
  );
}

/** Scroll a strip sideways to its first element of this kind. `scrollIntoView` would scroll the page too. */
function scrollTo(strip: Element | null | undefined, selector: string): void {
  const element = strip?.querySelector(selector)?.closest('li');
  if (!strip || !element) return;
  const [within, { left, right }] = [strip.getBoundingClientRect(), element.getBoundingClientRect()];
  const hidden = Math.min(left - within.left, 0) || Math.max(right - within.right, 0);
  strip.scrollBy({ left: hidden, behavior: prefersLessMotion() ? 'auto' : 'smooth' });
}
