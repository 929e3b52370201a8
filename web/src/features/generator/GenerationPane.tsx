import { EmptyState } from '@/components/EmptyState';
import type { Generation } from '@/lib/generations';
import { isRunning } from '@/lib/generations';
import { generationTexts as texts } from '@/texts';

import type { GenerationState } from './use-generation';
import { GenerationAnnouncer } from './GenerationAnnouncer';
import { GenerationFailure } from './GenerationFailure';
import { GenerationProgress } from './GenerationProgress';
import { GenerationResult } from './GenerationResult';

type Props = {
  generation: GenerationState;
  onTakeAsInput: (row: Generation) => void;
  onRunAgain: (row: Generation) => void;
};

/** The newest generation: queued, running, completed or failed. */
export function GenerationPane({ generation, onTakeAsInput, onRunAgain }: Props) {
  return (
    <section
      aria-labelledby="run-heading"
      className={`glass grid min-h-96 rounded-2xl p-4 sm:p-5 lg:sticky lg:top-24 ${hasMedia(generation) ? 'content-start' : 'lg:self-stretch'}`}
    >
      <h2 id="run-heading" className="sr-only">
        {texts.heading}
      </h2>
      <GenerationAnnouncer row={generation.status === 'known' ? generation.row : null} />
      {generation.status === 'known' ? (
        <KnownGeneration row={generation.row} onTakeAsInput={onTakeAsInput} onRunAgain={onRunAgain} />
      ) : (
        <NoGeneration status={generation.status} />
      )}
    </section>
  );
}

/** Whether the pane shows a picture or a placeholder of one. Plain text is centred beside the form instead. */
function hasMedia(generation: GenerationState): boolean {
  return generation.status === 'starting' || (generation.status === 'known' && generation.row.status !== 'failed');
}

function KnownGeneration({ row, ...actions }: { row: Generation } & Omit<Props, 'generation'>) {
  if (isRunning(row)) return <GenerationProgress key={row.id} row={row} />;
  if (row.status === 'failed') return <GenerationFailure row={row} onRunAgain={actions.onRunAgain} />;
  return <GenerationResult row={row} {...actions} />;
}

function NoGeneration({ status }: { status: 'none' | 'starting' | 'gone' }) {
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
