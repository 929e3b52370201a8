import { useState } from 'react';

import { Button } from '@/components/Button';
import { ConfirmDialog } from '@/components/ConfirmDialog';
import { format } from '@/lib/format';
import type { Generation } from '@/lib/generations';
import { readProfile } from '@/lib/profile';
import { session } from '@/lib/session';
import { toast } from '@/lib/toasts';
import { generationTexts as texts } from '@/texts';

import { cancelGeneration } from './api';
import { useElapsed } from './use-generation';
import { wordsForService } from './service-message';

export function GenerationProgress({ row }: { row: Generation }) {
  const seconds = useElapsed(row.created_at, true);
  return (
    <div className="arrive flex min-h-0 flex-col gap-4">
      <div className="at-work grid aspect-square max-h-[min(26rem,42dvh)] w-full grow place-items-center rounded-lg lg:aspect-auto lg:max-h-none lg:min-h-0">
        {row.progress > 0 ? (
          <p className="text-5xl font-semibold tracking-tight tabular-nums" aria-hidden="true">
            {format.percent(row.progress)}
          </p>
        ) : (
          <span aria-hidden="true" className="icon-[lucide--hourglass] size-10 opacity-70" />
        )}
      </div>
      <div className="grid gap-2">
        <div className="flex items-baseline justify-between gap-4 text-sm">
          <p className="font-medium">{row.live_status || (row.status === 'processing' ? texts.processing : texts.pending)}</p>
          <p className="text-muted-foreground tabular-nums">{texts.elapsed(format.elapsed(seconds))}</p>
        </div>
        <progress className="bar" max={1} value={row.progress} aria-label={texts.progress} />
      </div>
      <p dir="auto" className="text-muted-foreground line-clamp-2 text-sm">{row.prompt}</p>
      <CancelButton row={row} />
    </div>
  );
}

function CancelButton({ row }: { row: Generation }) {
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
      <Button onClick={() => setAsking(true)}>
        <span aria-hidden="true" className="icon-[lucide--circle-x] size-4" />
        <span>{texts.cancel}</span>
      </Button>
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
