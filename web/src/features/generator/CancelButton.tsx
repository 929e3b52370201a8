import { useState } from 'react';

import { Button } from '@/components/Button';
import { ConfirmDialog } from '@/components/ConfirmDialog';
import type { Generation } from '@/lib/generations';
import { readProfile } from '@/lib/profile';
import { session } from '@/lib/session';
import { toast } from '@/lib/toasts';
import { generationTexts as texts } from '@/texts';

import { cancelGeneration } from './api';
import { wordsForService } from './service-message';

/** Cancels an unfinished generation, after the user has confirmed it. `small`: an icon without text. */
export function CancelButton({ row, small = false }: { row: Generation; small?: boolean }) {
  const [asking, setAsking] = useState(false);
  const [busy, setBusy] = useState(false);

  async function cancel() {
    setBusy(true);
    try {
      await cancelGeneration(row.id);
      toast(texts.cancelled(row.credits_used), 'good');
    } catch (caught) {
      toast(wordsForService(caught), 'bad');
    }
    setBusy(false);
    setAsking(false);
    const current = session.get();
    if (current.status === 'signed-in') await readProfile(current.user.id);
  }

  return (
    <>
      {small ? (
        <button
          type="button"
          aria-label={`${texts.cancel}: ${row.prompt}`}
          onClick={() => setAsking(true)}
          className="text-muted-foreground hover:text-foreground hover:bg-muted grid size-11 shrink-0 place-items-center rounded-md"
        >
          <span aria-hidden="true" className="icon-[lucide--x] size-4" />
        </button>
      ) : (
        <Button onClick={() => setAsking(true)}>
          <span aria-hidden="true" className="icon-[lucide--circle-x] size-4" />
          <span>{texts.cancel}</span>
        </Button>
      )}
      <ConfirmDialog
        open={asking}
        title={texts.cancelTitle}
        text={texts.cancelText(row.credits_used)}
        confirm={busy ? texts.cancelling : texts.cancelConfirm}
        cancel={texts.keep}
        busy={busy}
        onConfirm={() => void cancel()}
        onClose={() => setAsking(false)}
      />
    </>
  );
}
