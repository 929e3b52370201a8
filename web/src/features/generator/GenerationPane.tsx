import { lazy, Suspense, useEffect } from 'react';

import { Button } from '@/components/Button';
import { EmptyState } from '@/components/EmptyState';
import { ErrorBoundary } from '@/components/ErrorBoundary';
import type { Repeat } from '@/components/GenerationActions';
import { parseInputSchema } from '@/lib/input-schema';
import { type Model, priceOf } from '@/lib/models';
import { failure, generationTexts as texts } from '@/texts';

import { type Example, examplesOf } from './examples';
import { GenerationAnnouncer } from './GenerationAnnouncer';
import { Queue } from './Queue';
import { type CurrentGenerations, inOrder, shownSet } from './current-generations';
import { loadKnownSet } from './load-pane';
import { endedBeside, useStrip } from './strip';

const KnownSet = lazy(loadKnownSet);

type Props = Repeat & {
  current: CurrentGenerations;
  setId: string | null;
  onShow: (setId: string) => void;
  /** Credits that can be spent; null while unknown. */
  credits: number | null;
  /** The model in the form. */
  model: Model | undefined;
  onExample: (model: Model, example: Example) => Promise<void>;
};

/** One set, and above it the queue, if there are unfinished generations of other sets, or some have just ended. */
export function GenerationPane({ current, setId, onShow, credits, model, onExample, ...repeat }: Props) {
  const unfinished = inOrder(current);
  // Begin before the rows are read. If it fails, it is loaded again with the rows.
  useEffect(() => void loadKnownSet().catch(() => undefined), []);
  const strip = useStrip(current, setId);
  const shown = shownSet(current, setId);
  const rows = shown.status === 'known' ? shown.rows : [];
  const hasMedia = shown.status === 'starting' || rows.some(({ status }) => status !== 'failed');
  return (
    <section
      aria-labelledby="run-heading"
      className={`glass flex min-h-96 min-w-0 flex-col gap-3 rounded-2xl p-4 sm:p-5 lg:min-h-0 ${hasMedia ? '' : 'justify-center'}`}
    >
      <h2 id="run-heading" tabIndex={-1} className="sr-only">
        {texts.heading}
      </h2>
      <GenerationAnnouncer rows={rows} beside={endedBeside(strip)} />
      <Queue {...strip} onShow={onShow} />
      <div key={setId} className="grid min-h-0 grid-cols-[minmax(0,1fr)] lg:grow lg:grid-rows-[minmax(0,1fr)]">
        {shown.status === 'known' ? (
          <ErrorBoundary text={failure.crashedKept}>
            <Suspense fallback={<Skeleton />}>
              <KnownSet {...{ rows, unfinished, credits, repeat }} />
            </Suspense>
          </ErrorBoundary>
        ) : (
          <NoGeneration status={shown.status} model={model} onExample={onExample} />
        )}
      </div>
    </section>
  );
}

type NoGenerationProps = Pick<Props, 'model' | 'onExample'> & { status: 'none' | 'starting' | 'gone' };

function NoGeneration({ status, model, onExample }: NoGenerationProps) {
  if (status === 'starting') return <Skeleton />;
  return (
    <div className="grid min-h-80 grid-cols-1 content-center">
      <EmptyState
        icon="icon-[lucide--sparkles]"
        title={status === 'gone' ? texts.gone : texts.emptyTitle}
        text={texts.empty}
      />
      {status === 'none' && model && <Examples model={model} onExample={onExample} />}
    </div>
  );
}

function Skeleton() {
  return <div className="skeleton aspect-square w-full rounded-lg lg:aspect-auto lg:h-full" aria-busy="true" />;
}

const MOST_EXAMPLES = 3;

/** Buttons that each start a generation from an example of the model in the form. */
function Examples({ model, onExample }: { model: Model; onExample: Props['onExample'] }) {
  const schema = parseInputSchema(model.input_schema);
  const examples = schema ? examplesOf(model, schema).filter(({ complete }) => complete) : [];
  if (examples.length === 0) return null;
  return (
    <div className="-mt-6 grid grid-cols-1 justify-items-center gap-3 px-4">
      <p className="text-sm font-medium">{texts.tryTitle}</p>
      <ul className="flex flex-wrap justify-center gap-2">
        {examples.slice(0, MOST_EXAMPLES).map((example) => (
          <li key={example.title}>
            <Button title={example.prompt} className="max-w-full" onClick={() => void onExample(model, example)}>
              <span className="min-w-0 shrink! whitespace-normal">{texts.tryExample(example.title, priceOf(model, 1))}</span>
            </Button>
          </li>
        ))}
      </ul>
    </div>
  );
}
