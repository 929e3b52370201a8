import { useState } from 'react';

import { Button } from '@/components/Button';
import { ConfirmDialog } from '@/components/ConfirmDialog';
import { GenerationActions, type Repeat } from '@/components/GenerationActions';
import { type Generation, isRunning } from '@/lib/generations';
import { toast } from '@/lib/toasts';
import { common, lightbox } from '@/texts';

import { deleteGeneration } from './api';

type Props = Repeat & { row: Generation; onDeleted: () => void };

export function Actions({ row, onDeleted, ...repeat }: Props) {
  return (
    <GenerationActions className="mt-auto" {...{ row, ...repeat }}>
      {!isRunning(row) && <Delete row={row} onDeleted={onDeleted} />}
    </GenerationActions>
  );
}

function Delete({ row, onDeleted }: { row: Generation; onDeleted: () => void }) {
  const [asking, setAsking] = useState(false);
  const [busy, setBusy] = useState(false);

  async function remove() {
    setBusy(true);
    try {
      await deleteGeneration(row);
      toast(lightbox.deleted, 'good');
      onDeleted();
    } catch {
      toast(lightbox.deleteFailed, 'bad');
      setAsking(false);
    }
    setBusy(false);
  }

  return (
    <>
      <Button onClick={() => setAsking(true)} className="text-destructive">
        <span aria-hidden="true" className="icon-[lucide--trash-2] size-4" />
        <span>{lightbox.delete}</span>
      </Button>
      <ConfirmDialog
        open={asking}
        title={lightbox.deleteTitle}
        text={lightbox.deleteText}
        confirm={lightbox.deleteConfirm}
        cancel={common.cancel}
        busy={busy}
        onConfirm={() => void remove()}
        onClose={() => setAsking(false)}
      />
    </>
  );
}
