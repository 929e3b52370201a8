import { useState } from 'react';

import { Button } from '@/components/Button';
import { buttonClass } from '@/components/button-class';
import { ConfirmDialog } from '@/components/ConfirmDialog';
import { copy } from '@/lib/clipboard';
import { type Generation, isRunning } from '@/lib/generations';
import { downloadUrl, nameOfFile } from '@/lib/media';
import { toast } from '@/lib/toasts';
import { common, lightbox, run } from '@/texts';

import { deleteGeneration } from './api';

type Props = { row: Generation; onDeleted: () => void; onTakeAsInput: () => void; onRunAgain: () => void };

export function Actions({ row, onDeleted, onTakeAsInput, onRunAgain }: Props) {
  const done = row.status === 'completed';
  return (
    <div className="mt-auto grid grid-cols-2 gap-2 [&>:is(a,button)]:px-2 [&>button:last-of-type:nth-child(odd)]:col-span-2">
      {done && (
        <a
          href={downloadUrl(row.media_url, nameOfFile(row.prompt, row.storage_path))}
          download
          className={buttonClass({ look: 'primary' })}
        >
          <span aria-hidden="true" className="icon-[lucide--download] size-4" />
          <span>{lightbox.download}</span>
        </a>
      )}
      {done && (
        <Button onClick={() => void copy(row.media_url, lightbox.linkCopied)}>
          <span aria-hidden="true" className="icon-[lucide--link] size-4" />
          <span>{lightbox.copyLink}</span>
        </Button>
      )}
      <Button onClick={() => void copy(row.prompt, run.promptCopied)}>
        <span aria-hidden="true" className="icon-[lucide--copy] size-4" />
        <span>{run.copyPrompt}</span>
      </Button>
      {done && row.media_type === 'image' && (
        <Button onClick={onTakeAsInput}>
          <span aria-hidden="true" className="icon-[lucide--image-plus] size-4" />
          <span>{run.takeAsInput}</span>
        </Button>
      )}
      <Button onClick={onRunAgain}>
        <span aria-hidden="true" className="icon-[lucide--rotate-ccw] size-4" />
        <span>{run.runAgain}</span>
      </Button>
      {!isRunning(row) && <Delete row={row} onDeleted={onDeleted} />}
    </div>
  );
}

function Delete({ row, onDeleted }: Pick<Props, 'row' | 'onDeleted'>) {
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
        keep={common.cancel}
        busy={busy}
        onConfirm={() => void remove()}
        onClose={() => setAsking(false)}
      />
    </>
  );
}
