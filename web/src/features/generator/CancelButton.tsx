import { useEffect, useEffectEvent, useState } from 'react';

import { Button } from '@/components/Button';
import { ConfirmDialog } from '@/components/ConfirmDialog';
import { IconButton } from '@/components/IconButton';
import { type Generation, isUnfinished, readGeneration } from '@/lib/generations';
import { readProfile } from '@/lib/profile';
import { session } from '@/lib/session';
import { toast } from '@/lib/toasts';
import { generationTexts as texts } from '@/texts';

import { cancelGeneration } from './api';
import { creditsOf } from './current-generations';
import { wordsForService } from './service-message';

type Props = {
  /** In the order in which they start. */
  rows: Generation[];
  /** The name of an icon without text. */
  icon?: string;
  /** The words of a small button. */
  words?: string;
  /** The pane says that it was cancelled and refunded. */
  told?: boolean;
};

/** Cancels unfinished generations, after the user has confirmed it. */
export function CancelButton({ rows, icon, words, told = false }: Props) {
  const [asking, setAsking] = useState(false);
  const [busy, setBusy] = useState(false);
  const count = rows.length;
  const tellWhy = useEffectEvent(() => {
    if (asking && !busy) void tellEnd(rows);
  });
  // The button disappears with what it cancels, and the question with it.
  useEffect(() => () => tellWhy(), []);

  async function cancel() {
    setBusy(true);
    const cancelled: Generation[] = [];
    let problem = '';
    // The last one first: the first may start meanwhile. One that has ended already keeps none of the others.
    for (const row of rows.toReversed()) {
      try {
        await cancelGeneration(row.id);
        cancelled.push(row);
      } catch (caught) {
        problem = wordsForService(caught);
      }
    }
    const refunded = cancelled.length > 0 && (problem || !told) ? texts.cancelled(creditsOf(cancelled)) : '';
    const report = [refunded, problem].filter(Boolean).join(' ');
    if (report) toast(report, problem ? 'bad' : 'good');
    setBusy(false);
    setAsking(false);
    const current = session.get();
    if (current.status === 'signed-in') await readProfile(current.user.id);
  }

  return (
    <>
      {icon ? (
        <IconButton icon="icon-[lucide--x] size-4" label={icon} onClick={() => setAsking(true)} />
      ) : (
        <Button look={words ? 'ghost' : 'plain'} size={words ? 'small' : 'normal'} onClick={() => setAsking(true)}>
          <span aria-hidden="true" className="icon-[lucide--circle-x] size-4" />
          <span>{words ?? (count === 1 ? texts.cancel : texts.cancelAll(count))}</span>
        </Button>
      )}
      <ConfirmDialog
        open={asking}
        title={texts.cancelTitle(count)}
        text={texts.cancelText(creditsOf(rows))}
        confirm={busy ? texts.cancelling : texts.cancelConfirm(count)}
        cancel={texts.keep(count)}
        busy={busy}
        onConfirm={() => void cancel()}
        onClose={() => setAsking(false)}
      />
    </>
  );
}

/** Tell what became of generations that the user was asked about. */
async function tellEnd([first, ...others]: Generation[]) {
  const row = first && others.length === 0 && (await readGeneration(first.id).catch(() => null));
  if (!row || isUnfinished(row)) toast(texts.notCancelled);
  else if (row.status === 'completed') toast(texts.finishedFirst(row.credits_used));
  else if (row.failure_reason !== 'cancelled') toast(texts.failedFirst(row.credits_used));
}
