import { useState } from 'react';

import { ConfirmDialog } from '@/components/ConfirmDialog';
import { readQuota } from '@/lib/upload-quota';
import { toast } from '@/lib/toasts';
import { common, removeUpload as texts } from '@/texts';

import { removeUploaded } from './picker-api';

type Props = { path: string; onRemoved: (path: string) => void };

/** Deletes an upload, which frees quota. */
export function RemoveUploaded({ path, onRemoved }: Props) {
  const [asking, setAsking] = useState(false);
  const [busy, setBusy] = useState(false);

  async function remove() {
    setBusy(true);
    try {
      await removeUploaded(path);
      onRemoved(path);
      void readQuota().catch(() => undefined);
    } catch {
      toast(texts.failed, 'bad');
      setAsking(false);
    }
    setBusy(false);
  }

  return (
    <>
      <button
        type="button"
        onClick={() => setAsking(true)}
        aria-label={texts.label}
        title={texts.label}
        className="bg-background/80 hover:text-destructive absolute top-1 right-1 grid size-8 pointer-coarse:size-11 place-items-center rounded-md transition"
      >
        <span aria-hidden="true" className="icon-[lucide--trash-2] size-4" />
      </button>
      <ConfirmDialog
        open={asking}
        title={texts.title}
        text={texts.text}
        confirm={texts.confirm}
        cancel={common.cancel}
        busy={busy}
        onConfirm={() => void remove()}
        onClose={() => setAsking(false)}
      />
    </>
  );
}
