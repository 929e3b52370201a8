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

type Props = {
  /** In the order in which they start. */
  rows: Generation[];
  /** The name of an icon without text. */
  icon?: string;
};

/** Cancels unfinished generations, after the user has confirmed it. */
export function CancelButton({ rows, icon }: Props) {
  const [asking, setAsking] = useState(false);
  const [busy, setBusy] = useState(false);
  const count = rows.length;

  async function cancel() {
    setBusy(true);
    let refunded = 0;
    try {
      // The last one first: the first may start meanwhile.
      for (const row of rows.toReversed()) {
        await cancelGeneration(row.id);
        refunded += row.credits_used;
      }
    } catch (caught) {
      toast(wordsForService(caught), 'bad');
    }
    if (refunded > 0) toast(texts.cancelled(refunded), 'good');
    setBusy(false);
    setAsking(false);
    const current = session.get();
    if (current.status === 'signed-in') await readProfile(current.user.id);
  }

  return (
    <>
      {icon ? (
        <button
          type="button"
          aria-label={icon}
          title={icon}
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
        title={texts.cancelTitle(count)}
        text={texts.cancelText(rows.reduce((sum, row) => sum + row.credits_used, 0))}
        confirm={busy ? texts.cancelling : texts.cancelConfirm(count)}
        cancel={texts.keep(count)}
        busy={busy}
        onConfirm={() => void cancel()}
        onClose={() => setAsking(false)}
      />
    </>
  );
}
