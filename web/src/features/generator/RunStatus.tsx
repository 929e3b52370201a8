import { Button } from '@/components/Button';
import { format } from '@/lib/format';
import { type Generation, isUnfinished } from '@/lib/generations';
import { generationTexts as texts } from '@/texts';

import { type CurrentGenerations, shownSet } from './current-generations';
import { goToPane } from './go-to-prompt';

type Props = {
  current: CurrentGenerations;
  /** The set in the pane. */
  setId: string | null;
  onShow: (setId: string) => void;
};

/** An end is shown for this long. */
const RECENT_MS = 10 * 60_000;

/**
 * What runs, waits or has just ended, and the way to it, on narrow screens: there the pane is below the form. It covers the model's
 * description, so that nothing moves when it appears. The pane announces its own set; the numbers are announced here, if there are
 * several sets.
 */
export function RunStatus({ current, setId, onShow }: Props) {
  const unfinished = current.rows.filter(isUnfinished);
  const shown = shownSet(current, setId);
  const rows = shown.status === 'known' ? shown.rows : [];
  const counts = countsOf(unfinished);
  const words = counts ? [counts, progressOf(unfinished)].filter(Boolean).join(' · ') : endOf(rows);
  return (
    <div className="min-w-0 lg:hidden">
      <p role="status" className="sr-only">
        {new Set(unfinished.map(({ set_id }) => set_id)).size > 1 && counts}
      </p>
      {words && (
        <Button
          size="small"
          className="w-full tabular-nums"
          onClick={() => {
            const [first] = unfinished;
            if (first && !rows.some(isUnfinished)) onShow(first.set_id);
            goToPane();
          }}
        >
          <span className="min-w-0 text-left leading-tight whitespace-normal">{words}</span>
          <span aria-hidden="true" className="icon-[lucide--arrow-down] size-4 shrink-0" />
        </Button>
      )}
    </div>
  );
}

function countsOf(unfinished: Generation[]): string {
  const waiting = unfinished.filter(({ status }) => status === 'waiting').length;
  const running = unfinished.length - waiting;
  return [running > 0 && texts.runningCount(running), waiting > 0 && texts.waitingCount(waiting)].filter(Boolean).join(' · ');
}

/** The progress of all that run, taken together. */
function progressOf(unfinished: Generation[]): string {
  const running = unfinished.filter(({ status }) => status !== 'waiting');
  const share = running.reduce((sum, { progress }) => sum + progress, 0) / running.length;
  return share > 0 ? format.percent(share) : '';
}

function endOf(rows: Generation[]): string {
  const recent = rows.filter(({ finished_at }) => finished_at && Date.parse(finished_at) > Date.now() - RECENT_MS);
  const completed = recent.filter(({ status }) => status === 'completed');
  if (completed.some(({ finished_at }) => Date.parse(finished_at ?? '') > performance.timeOrigin)) return texts.showReady;
  if (completed.length > 0) return texts.showLast;
  return recent.some(({ failure_reason }) => failure_reason !== 'cancelled') ? texts.showFailed : '';
}
