import { EmptyState } from '@/components/EmptyState';
import type { Generation } from '@/lib/generations';
import { isRunning } from '@/lib/generations';
import { run as texts } from '@/texts';

import type { Run } from './run';
import { RunAnnouncer } from './RunAnnouncer';
import { RunFailure } from './RunFailure';
import { RunProgress } from './RunProgress';
import { RunResult } from './RunResult';

type Props = {
  run: Run;
  onTakeAsInput: (row: Generation) => void;
  onRunAgain: (row: Generation) => void;
};

/** The run that was started last: waiting, being made, done, or why not. */
export function RunPane({ run, onTakeAsInput, onRunAgain }: Props) {
  return (
    <section
      aria-labelledby="run-heading"
      className={`glass grid min-h-96 rounded-2xl p-4 sm:p-5 lg:sticky lg:top-24 ${hasMedia(run) ? 'content-start' : 'lg:self-stretch'}`}
    >
      <h2 id="run-heading" className="sr-only">
        {texts.heading}
      </h2>
      <RunAnnouncer row={run.status === 'known' ? run.row : null} />
      {run.status === 'known' ? (
        <KnownRun row={run.row} onTakeAsInput={onTakeAsInput} onRunAgain={onRunAgain} />
      ) : (
        <NoRun status={run.status} />
      )}
    </section>
  );
}

/** Whether there is more to show than words: words stand in the middle, beside the whole form. */
function hasMedia(run: Run): boolean {
  return run.status === 'starting' || (run.status === 'known' && run.row.status !== 'failed');
}

function KnownRun({ row, ...actions }: { row: Generation } & Omit<Props, 'run'>) {
  if (isRunning(row)) return <RunProgress key={row.id} row={row} />;
  if (row.status === 'failed') return <RunFailure row={row} onRunAgain={actions.onRunAgain} />;
  return <RunResult row={row} {...actions} />;
}

function NoRun({ status }: { status: 'none' | 'starting' | 'gone' }) {
  if (status === 'starting') return <div className="skeleton aspect-square w-full rounded-lg" aria-busy="true" />;
  return (
    <div className="grid min-h-80 place-items-center">
      <EmptyState
        icon="icon-[lucide--sparkles]"
        title={status === 'gone' ? texts.gone : texts.emptyTitle}
        text={texts.empty}
      />
    </div>
  );
}
