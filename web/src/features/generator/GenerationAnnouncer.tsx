import { type Generation, isRunning } from '@/lib/generations';
import { generationTexts as texts } from '@/texts';

/** Announces start, quarters and end of a generation to screen readers. */
export function GenerationAnnouncer({ row }: { row: Generation | null }) {
  return (
    <p role="status" className="sr-only">
      {row && wordsFor(row)}
    </p>
  );
}

function wordsFor(row: Generation): string {
  if (row.status === 'completed') return texts.announceDone;
  if (row.failure_reason === 'cancelled') return texts.cancelledTitle;
  if (!isRunning(row)) return texts.failedTitle;
  const quarter = Math.floor(row.progress * 4) / 4;
  return quarter > 0 ? texts.announceProgress(quarter) : texts.announceStarted;
}
