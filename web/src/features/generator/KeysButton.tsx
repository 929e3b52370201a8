import { lazy, Suspense, useState } from 'react';

import { useShortcuts } from '@/lib/keyboard-shortcuts';
import { keys as texts } from '@/texts';

const KeysDialog = lazy(() => import('./KeysDialog'));

/** Opens the list of keyboard shortcuts. Hidden on phones and tablets. */
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
        className="text-muted-foreground hover:text-foreground hover:bg-muted grid size-11 shrink-0 place-items-center self-center rounded-md transition max-sm:hidden pointer-coarse:hidden"
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
