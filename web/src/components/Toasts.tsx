import { useEffect, useRef } from 'react';

import { lowestFree } from '@/lib/free-place';
import { modals } from '@/lib/modals';
import { useStore } from '@/lib/store';
import { dismissToast, shownToast, type Toast } from '@/lib/toasts';
import { common } from '@/texts';

import { Button } from './Button';
import { ToastStatus } from './ToastStatus';

/** The least space around a toast, and that at the edge of the window, which its classes have too; in pixels. */
const GAP = 2;
const EDGE = 12;

const ICONS = {
  good: 'icon-[lucide--circle-check] text-success',
  bad: 'icon-[lucide--circle-alert] text-destructive',
  plain: 'icon-[lucide--info] text-primary',
};

/**
 * A short message. On a wide screen it is in the middle of the navbar, between links and buttons (`pl-30`, because the links are
 * wider). The navbar of a narrow screen has no room: there it is at the lower edge, above what is in use there. In a
 * dialog it is at the top and leaves the close button free. There is one per page and one in each modal dialog, because only the
 * topmost dialog is interactive. Only the toast takes clicks, not the space around it. `h-auto`: Safari makes a popover with
 * `fit-content` as high as the window.
 */
export function Toasts() {
  const shown = useStore(shownToast);
  const topmost = useStore(modals).at(-1) ?? null;
  const ref = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const place = ref.current;
    if (!place) return;
    const visible = shown !== null && place.closest('dialog') === topmost;
    place.hidden = !visible;
    // Older browsers have no popovers: there an open menu covers the toast.
    place.togglePopover?.(visible);
    return visible ? keepClear(place) : undefined;
  }, [shown, topmost]);
  return (
    <>
      <ToastStatus />
      <div
        ref={ref}
        popover="manual"
        hidden
        className="pointer-events-none fixed inset-x-3 top-auto bottom-(--bottom,0.75rem) z-40 m-0 grid h-auto w-auto content-start justify-items-center overflow-visible bg-transparent p-0 lg:top-3 lg:bottom-auto lg:pl-30 in-[dialog]:top-3 in-[dialog]:bottom-auto max-sm:in-[dialog]:right-17"
      >
        {shown && <ToastLine key={shown.id} item={shown} />}
      </div>
    </>
  );
}

/** What a toast leaves free: the toolbar of a selection, the button that generates, and the field in use. */
const IN_USE = '[role=toolbar], [data-submit], :is(input, textarea, select):focus';
/** What it leaves free too, if there is a place: all fields, best with their labels and notes. */
const FIELDS = `${IN_USE}, main :is(input, textarea, select)`;
const WITH_LABELS = `${FIELDS}, main [data-note], main [data-note] button`;

/** Keep the toast above the keyboard of a phone, and clear of as much as leaves it a place. */
function keepClear(place: HTMLElement): () => void {
  const seen = window.visualViewport;
  const measure = () => {
    const keyboard = seen ? innerHeight - seen.height - seen.offsetTop : 0;
    const room = { top: document.querySelector('header')?.getBoundingClientRect().bottom ?? 0, bottom: innerHeight - Math.max(0, keyboard) - EDGE + GAP };
    const height = place.offsetHeight + 2 * GAP;
    const places = [WITH_LABELS, FIELDS, IN_USE].map((taken) => lowestFree(height, room, spansOf(taken)));
    const bottom = places.find((each) => each !== undefined) ?? room.bottom;
    place.style.setProperty('--bottom', `${innerHeight - bottom + GAP}px`);
  };
  measure();
  const shown = new AbortController();
  const until = { signal: shown.signal, passive: true };
  seen?.addEventListener('resize', measure, until);
  for (const change of ['scroll', 'focusin']) document.addEventListener(change, measure, until);
  return () => shown.abort();
}

/** A field that is drawn by its label, such as a shape, is as large as the label. */
function spansOf(selector: string): DOMRect[] {
  return [...document.querySelectorAll(selector)].map((element) => (element.closest('label') ?? element).getBoundingClientRect());
}

function ToastLine({ item }: { item: Toast }) {
  return (
    <div className="raised arrive pointer-events-auto flex w-full items-center gap-1 rounded-lg pr-1.5 pl-4 text-sm sm:py-1.5 sm:w-auto sm:max-w-116">
      <span aria-hidden="true" className={`mr-2 size-5 shrink-0 ${ICONS[item.tone]}`} />
      <p className="grow py-1.5 pr-2 wrap-anywhere">{item.text}</p>
      {item.action && (
        <Button
          look="ghost"
          size="small"
          className="text-primary shrink-0"
          onClick={() => {
            dismissToast();
            item.action?.run();
          }}
        >
          {item.action.text}
        </Button>
      )}
      <button
        type="button"
        aria-label={common.dismiss}
        onClick={dismissToast}
        className="text-muted-foreground hover:text-foreground grid size-11 shrink-0 place-items-center rounded-md sm:size-9"
      >
        <span aria-hidden="true" className="icon-[lucide--x] size-4" />
      </button>
    </div>
  );
}
