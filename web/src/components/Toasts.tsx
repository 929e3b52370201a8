import { useEffect, useRef } from 'react';

import { modals } from '@/lib/modals';
import { useStore } from '@/lib/store';
import { dismissToast, shownToast, type Toast } from '@/lib/toasts';
import { common } from '@/texts';

import { Button } from './Button';
import { ToastStatus } from './ToastStatus';

const ICONS = {
  good: 'icon-[lucide--circle-check] text-success',
  bad: 'icon-[lucide--circle-alert] text-destructive',
  plain: 'icon-[lucide--info] text-primary',
};

/**
 * A short message. On a wide screen it is in the middle of the navbar, between links and buttons (`pl-30`, because the links are
 * wider). The navbar of a narrow screen has no room: there it is at the lower edge, where the page can be scrolled free of it. In a
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
    return visible ? keepAbove(place) : undefined;
  }, [shown, topmost]);
  return (
    <>
      <ToastStatus />
      <div
        ref={ref}
        popover="manual"
        hidden
        className="pointer-events-none fixed inset-x-3 top-auto bottom-[calc(0.75rem+var(--covered,0px))] z-40 m-0 grid h-auto w-auto content-start justify-items-center overflow-visible bg-transparent p-0 lg:top-3 lg:bottom-auto lg:pl-30 in-[dialog]:top-3 in-[dialog]:bottom-auto max-sm:in-[dialog]:right-17"
      >
        {shown && <ToastLine key={shown.id} item={shown} />}
      </div>
    </>
  );
}

/** Keep the toast above what covers the lower edge of the screen: the keyboard of a phone, and the toolbar of a selection. */
function keepAbove(place: HTMLElement): () => void {
  const seen = window.visualViewport;
  const measure = () => {
    const keyboard = seen ? innerHeight - seen.height - seen.offsetTop : 0;
    const toolbar = document.querySelector('[role=toolbar]')?.getBoundingClientRect();
    const isBelow = toolbar && toolbar.bottom > innerHeight - 2 * place.offsetHeight;
    const covered = Math.max(0, keyboard, isBelow ? innerHeight - toolbar.top : 0);
    place.style.setProperty('--covered', `${covered}px`);
  };
  measure();
  seen?.addEventListener('resize', measure);
  return () => seen?.removeEventListener('resize', measure);
}

function ToastLine({ item }: { item: Toast }) {
  return (
    <div className="raised arrive pointer-events-auto flex w-full items-center gap-1 rounded-lg py-1.5 pr-1.5 pl-4 text-sm sm:w-auto sm:max-w-116">
      <span aria-hidden="true" className={`mr-2 size-5 shrink-0 ${ICONS[item.tone]}`} />
      <p className="grow py-1.5 pr-2">{item.text}</p>
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
