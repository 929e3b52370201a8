import { type SyntheticEvent, useEffect, useId, useLayoutEffect, useRef } from 'react';

import { closeOnBackdropClick } from '@/lib/close-on-backdrop';
import { enterDialog, leaveDialog } from '@/lib/dialog-history';
import { addModal, removeModal } from '@/lib/modals';
import { common } from '@/texts';

import type { Elements } from './elements';
import { IconButton } from './IconButton';
import { Toasts } from './Toasts';

type Props = {
  open: boolean;
  onClose: () => void;
  title: string;
  /** Classes of the box, usually its width. */
  className?: string;
  /** False if closing it leaves the page. */
  backCloses?: boolean;
  children: Elements;
};

/** A modal `<dialog>`: the browser traps the focus, closes it on Esc, and restores the focus. The Back button closes it, too. */
export function Dialog({ open, onClose, title, className = 'max-w-md', backCloses = true, children }: Props) {
  const ref = useOpen(open, backCloses);
  const titleId = useId();
  return (
    <dialog
      ref={ref}
      aria-labelledby={titleId}
      onClose={unlessReopened(onClose)}
      closedby="any"
      className={`sheet raised m-auto max-h-[calc(100dvh-2rem)] w-[calc(100vw-2rem)] overflow-auto rounded-xl p-0 ${className}`}
    >
      {open && (
        <div className="grid gap-4 p-6 [overflow-wrap:anywhere]">
          <header className="flex items-start justify-between gap-4">
            <h2 id={titleId} className="text-lg font-semibold">
              {title}
            </h2>
            <IconButton icon="icon-[lucide--x] size-5" label={common.close} className="-m-2" onClick={onClose} />
          </header>
          {children}
          <Toasts />
        </div>
      )}
    </dialog>
  );
}

/** The browser sends `close` late: ignore it if the dialog was opened again or removed meanwhile. */
export function unlessReopened(onClose: () => void) {
  return ({ currentTarget }: SyntheticEvent<HTMLDialogElement>) => {
    if (!currentTarget.open && currentTarget.isConnected) onClose();
  };
}

/** Opens and closes a `<dialog>` by a prop. For dialogs with their own layout. `backCloses`: not for those that have a URL. */
export function useOpen(open: boolean, backCloses = false) {
  const ref = useRef<HTMLDialogElement>(null);
  // Close it before it is removed: otherwise the browser does not restore the focus.
  useLayoutEffect(() => {
    const dialog = ref.current;
    if (!dialog) return;
    const left = () => {
      removeModal(dialog);
      leaveDialog(dialog);
    };
    dialog.addEventListener('close', left);
    closeOnBackdropClick(dialog);
    return () => {
      dialog.close();
      left();
    };
  }, []);
  useEffect(() => {
    const dialog = ref.current;
    if (!dialog || dialog.open === open) return;
    if (!open) return dialog.close();
    dialog.showModal();
    // Otherwise the browser focuses the first element, the close button.
    dialog.querySelector<HTMLElement>('[data-focused]')?.focus();
    addModal(dialog);
    if (backCloses) enterDialog(dialog);
  }, [open, backCloses]);
  return ref;
}
