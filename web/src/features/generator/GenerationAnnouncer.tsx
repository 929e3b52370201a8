import { type Generation, isUnfinished } from '@/lib/generations';
import { generationTexts as texts } from '@/texts';

type Props = {
  rows: Generation[];
  /** What ended last beside the pane. */
  beside: Generation | undefined;
};

/** Announces to screen readers when the generations in the pane start, reach a quarter of their progress, and end, and when others end. */
export function GenerationAnnouncer({ rows, beside }: Props) {
  return (
    <>
      <p role="status" className="sr-only">
        {wordsFor(rows)}
      </p>
      <p role="status" className="sr-only">
        {beside && texts.announceBeside(beside.status === 'completed' ? texts.ready : texts.failed, beside.prompt)}
      </p>
    </>
  );
}

function wordsFor(rows: Generation[]): string {
  const done = rows.filter(({ status }) => status === 'completed').length;
  const unfinished = rows.filter(isUnfinished);
  const [first] = rows;
  if (!first) return '';
  if (done + unfinished.length === 0) return first.failure_reason === 'cancelled' ? texts.cancelledTitle(rows.length) : texts.failedTitle(rows.length);
  if (rows.length > 1) return unfinished.length > 0 ? texts.announceSet(done, rows.length) : texts.announceSetDone(done, rows.length);
  if (done > 0) return texts.announceDone;
  const quarter = Math.floor(first.progress * 4) / 4;
  return quarter > 0 ? texts.announceProgress(quarter) : texts.announceStarted;
}
