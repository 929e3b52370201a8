import { lazy, Suspense, useState } from 'react';

import { useShortcuts } from '@/lib/keyboard-shortcuts';
import { keys as texts } from '@/texts';

const KeysDialog = lazy(() => import('./KeysDialog'));

/** Opens the list of keyboard shortcuts. Hidden where there is no mouse, and so hardly a keyboard. */
export function KeysButton() {
  const [open, setOpen] = useState(false);
  useShortcuts({ keys: () => setOpen(true) });
  return (
    <>
      <button
        type="button"
        aria-label={texts.title}
        title={texts.title}
        onClick={() => setOpen(true)}
        className="text-muted-foreground hover:text-foreground hover:bg-muted hidden size-11 shrink-0 place-items-center self-center rounded-md transition sm:pointer-fine:grid"
      >
        <span aria-hidden="true" className="icon-[lucide--keyboard] size-5" />
      </button>
      {open && (
        <Suspense>
          <KeysDialog onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  );
}
