import { lazy, Suspense, useState } from 'react';

import { IconButton } from '@/components/IconButton';
import { useShortcuts } from '@/lib/keyboard-shortcuts';
import { keys as texts } from '@/texts';

const KeysDialog = lazy(() => import('./KeysDialog'));

/** Opens the list of keyboard shortcuts. Hidden on phones and tablets. */
export function KeysButton() {
  const [open, setOpen] = useState(false);
  useShortcuts({ keys: () => setOpen(true) });
  return (
    <>
      <IconButton
        icon="icon-[lucide--keyboard] size-5"
        label={texts.title}
        className="self-center max-sm:hidden pointer-coarse:hidden"
        onClick={() => setOpen(true)}
      />
      {open && (
        <Suspense>
          <KeysDialog onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  );
}
