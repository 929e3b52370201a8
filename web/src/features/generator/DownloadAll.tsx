import { useState } from 'react';

import { Button } from '@/components/Button';
import type { Generation } from '@/lib/generations';
import { toast } from '@/lib/toasts';
import { generationTexts as texts, selecting } from '@/texts';

/** Saves the results of a set as one zip file. */
export function DownloadAll({ rows }: { rows: Generation[] }) {
  const [progress, setProgress] = useState<number | null>(null);

  async function download() {
    setProgress(0);
    try {
      const { saveZip } = await import('@/lib/zip');
      await saveZip(rows, setProgress);
    } catch {
      toast(selecting.downloadFailed, 'bad');
    }
    setProgress(null);
  }

  return (
    <Button look="primary" busy={progress !== null} className="tabular-nums" onClick={() => void download()}>
      {progress === null && <span aria-hidden="true" className="icon-[lucide--download] size-4" />}
      <span>{progress === null ? texts.downloadAll(rows.length) : selecting.downloading(progress, rows.length)}</span>
    </Button>
  );
}
