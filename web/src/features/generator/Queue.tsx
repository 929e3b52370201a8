import { useEffect, useRef } from 'react';

import { format } from '@/lib/format';
import type { Generation } from '@/lib/generations';
import { prefersLessMotion } from '@/lib/motion';
import { progressWords } from '@/lib/status-words';
import { generationTexts as texts } from '@/texts';

import { CancelButton } from './CancelButton';
import { waitingPlace } from './current-generations';

type Props = {
  /** All of the user. */
  unfinished: Generation[];
  /** The set in the pane. */
  shown: string | null;
  onShow: (set: string) => void;
};

/** A strip of all unfinished generations, and how many run and wait. Hidden if all of them belong to the set in the pane. */
export function Queue({ unfinished, ...strip }: Props) {
  if (unfinished.every(({ set_id }) => set_id === strip.shown)) return null;
  const waiting = unfinished.filter(({ status }) => status === 'waiting');
  return (
    <div className="flex shrink-0 gap-2 max-sm:flex-col sm:items-center">
      {waiting.length > 1 && (
        <div className="border-border flex shrink-0 items-center justify-between rounded-md border pl-3">
          <p className="text-muted-foreground text-xs tabular-nums">
            <span className="block">{texts.runningCount(unfinished.length - waiting.length)}</span>
            <span className="block">{texts.waitingCount(waiting.length)}</span>
          </p>
          <CancelButton rows={waiting} words={texts.cancelWaiting} />
        </div>
      )}
      <Strip unfinished={unfinished} {...strip} />
    </div>
  );
}

function Strip({ unfinished, shown, onShow }: Props) {
  const strip = useRef<HTMLUListElement>(null);
  const first = unfinished.find(({ set_id }) => set_id === shown)?.id;
  useEffect(() => scrollTo(strip.current, '[aria-current]'), [first]);
  return (
    <ul ref={strip} aria-label={texts.queue} className="-m-1 flex min-w-0 gap-2 overflow-x-auto p-1">
      {unfinished.map((row) => (
        <li
          key={row.id}
          className={`border-border bg-field flex shrink-0 items-center rounded-md border ${row.set_id === shown ? 'border-primary' : ''}`}
        >
          <button type="button" aria-current={row.set_id === shown || undefined} onClick={() => onShow(row.set_id)} className="grid min-h-11 w-40 rounded-md py-1 pl-3 text-left text-xs">
            <span dir="auto" className="truncate font-medium">
              {row.prompt}
            </span>
            <span className="text-muted-foreground truncate tabular-nums">
              {row.progress > 0 ? format.percent(row.progress) : progressWords(row, waitingPlace(unfinished, row))}
            </span>
          </button>
          <CancelButton rows={[row]} icon={texts.cancelOne(row.prompt)} told={row.set_id === shown && row.set_size === 1} />
        </li>
      ))}
    </ul>
  );
}

/** Scroll a strip sideways to its first element of this kind. `scrollIntoView` would scroll the page too. */
function scrollTo(strip: Element | null, selector: string): void {
  const element = strip?.querySelector(selector)?.closest('li');
  if (!strip || !element) return;
  const [within, { left, right }] = [strip.getBoundingClientRect(), element.getBoundingClientRect()];
  const hidden = Math.min(left - within.left, 0) || Math.max(right - within.right, 0);
  strip.scrollBy({ left: hidden, behavior: prefersLessMotion() ? 'auto' : 'smooth' });
}
