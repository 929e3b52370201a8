import { EmptyState } from '@/components/EmptyState';
import type { Repeat } from '@/components/GenerationActions';
import type { Generation } from '@/lib/generations';
import { isRunning } from '@/lib/generations';
import { generationTexts as texts } from '@/texts';

import type { GenerationState } from './use-generation';
import { GenerationAnnouncer } from './GenerationAnnouncer';
import { GenerationFailure } from './GenerationFailure';
import { GenerationProgress } from './GenerationProgress';
import { GenerationResult } from './GenerationResult';

type Props = Repeat & { generation: GenerationState };

/** The newest generation: queued, running, completed or failed. */
export function GenerationPane({ generation, ...repeat }: Props) {
  return (
    <section
      aria-labelledby="run-heading"
      className={`glass grid min-h-96 rounded-2xl p-4 sm:p-5 lg:min-h-0 lg:grid-rows-[minmax(0,1fr)] ${hasMedia(generation) ? 'max-lg:content-start' : ''}`}
    >
      <h2 id="run-heading" className="sr-only">
        {texts.heading}
      </h2>
      <GenerationAnnouncer row={generation.status === 'known' ? generation.row : null} />
      {generation.status === 'known' ? (
        <KnownGeneration row={generation.row} {...repeat} />
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

function KnownGeneration({ row, ...repeat }: Repeat & { row: Generation }) {
  if (isRunning(row)) return <GenerationProgress key={row.id} row={row} />;
  if (row.status === 'failed') return <GenerationFailure row={row} {...repeat} />;
  return <GenerationResult row={row} {...repeat} />;
}

function NoGeneration({ status }: { status: 'none' | 'starting' | 'gone' }) {
  if (status === 'starting') return <div className="skeleton aspect-square w-full rounded-lg lg:aspect-auto lg:h-full" aria-busy="true" />;
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
