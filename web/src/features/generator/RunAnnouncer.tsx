import { type Generation, isRunning } from '@/lib/generations';
import { run } from '@/texts';

/** Tells a screen reader how a run goes: start, quarters, end. */
export function RunAnnouncer({ row }: { row: Generation | null }) {
  return (
    <p role="status" className="sr-only">
      {row && wordsFor(row)}
    </p>
  );
}

function wordsFor(row: Generation): string {
  if (row.status === 'completed') return run.announceDone;
  if (row.failure_reason === 'cancelled') return run.cancelledTitle;
  if (!isRunning(row)) return run.failedTitle;
  const quarter = Math.floor(row.progress * 4) / 4;
  return quarter > 0 ? run.announceProgress(quarter) : run.announceStarted;
}
