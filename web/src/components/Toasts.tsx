import { useEffect, useRef } from 'react';

import { modals } from '@/lib/modals';
import { useStore } from '@/lib/store';
import { dismissToast, type Toast, toasts } from '@/lib/toasts';
import { common } from '@/texts';

import { ToastStatus } from './ToastStatus';

const ICONS = {
  good: 'icon-[lucide--circle-check] text-success',
  bad: 'icon-[lucide--circle-alert] text-destructive',
  plain: 'icon-[lucide--info] text-primary',
};

/**
 * Short messages at the top of the page, away from buttons, the close button of dialogs and the menu on a phone. One per page and
 * one in each modal dialog, because only the topmost dialog is interactive. Only the toasts take clicks, not the space around them.
 * `h-auto`: Safari makes a popover with `fit-content` as high as the window.
 */
export function Toasts() {
  const shown = useStore(toasts);
  const topmost = useStore(modals).at(-1) ?? null;
  const ref = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const place = ref.current;
    if (!place) return;
    const visible = shown.length > 0 && place.closest('dialog') === topmost;
    place.hidden = !visible;
    // Older browsers have no popovers: there an open menu covers the toasts.
    place.togglePopover?.(visible);
  }, [shown, topmost]);
  return (
    <>
      <ToastStatus />
      <div
        ref={ref}
        popover="manual"
        hidden
        className="pointer-events-none fixed inset-auto top-3 right-17 left-3 z-40 m-0 grid h-auto w-auto content-start justify-items-center gap-2 overflow-visible bg-transparent p-0 sm:inset-x-3"
      >
        {shown.map((item) => (
          <ToastLine key={item.id} item={item} />
        ))}
      </div>
    </>
  );
}

function ToastLine({ item }: { item: Toast }) {
  return (
    <div className="raised arrive pointer-events-auto flex w-full items-center gap-3 rounded-lg py-1.5 pr-1.5 pl-4 text-sm sm:w-auto sm:max-w-lg">
      <span aria-hidden="true" className={`size-5 shrink-0 ${ICONS[item.tone]}`} />
      <p className="grow py-1.5">{item.text}</p>
      <button
        type="button"
        aria-label={common.dismiss}
        onClick={() => dismissToast(item.id)}
        className="text-muted-foreground hover:text-foreground grid size-11 shrink-0 place-items-center rounded-md sm:size-9"
      >
        <span aria-hidden="true" className="icon-[lucide--x] size-4" />
      </button>
    </div>
  );
}
