import { useEffect, useRef, useState } from 'react';

import { EmptyState } from '@/components/EmptyState';
import { ErrorState } from '@/components/ErrorState';
import type { Generation } from '@/lib/generations';
import { parseInputSchema } from '@/lib/input-schema';
import type { Loadable } from '@/lib/loadable';
import { type Model, readModels } from '@/lib/models';
import { bringIntoView } from '@/lib/motion';
import { generator } from '@/texts';

import { readUnfinishedId } from './api';
import type { Drafts } from './drafts';
import { GenerationForm, type Balance } from './GenerationForm';
import { GeneratorSkeleton } from './GeneratorSkeleton';
import { shownValues, toInputs } from './inputs';
import { ModelCards } from './ModelCards';
import { useGeneration } from './use-generation';
import { GenerationPane } from './GenerationPane';
import { useSubmit } from './submit';
import { type Slots, useUploads } from './uploads';

type Props = {
  userId: string;
  models: Loadable<Model[]>;
  balance: Balance;
  drafts: Drafts;
  onTakeAsInput: (row: Generation) => void;
  onRunAgain: (row: Generation) => void;
};

/** Model cards, the form of the chosen model, and the newest generation. */
export function Generator({ models, ...props }: Props) {
  if (models.status === 'loading') return <GeneratorSkeleton />;
  if (models.status === 'failed') {
    return <ErrorState title={generator.modelsFailed} level="h2" framed onRetry={() => void readModels()} />;
  }
  const offered = models.data.filter(({ active }) => active);
  if (offered.length === 0) {
    return (
      <div className="glass rounded-2xl">
        <EmptyState icon="icon-[lucide--boxes]" level="h2" title={generator.noModelsTitle} text={generator.noModels} />
      </div>
    );
  }
  return <GeneratorLayout models={offered} {...props} />;
}

function GeneratorLayout({ userId, models, balance, drafts, ...actions }: Omit<Props, 'models'> & { models: Model[] }) {
  const unavailable = new Set(models.filter((offered) => !parseInputSchema(offered.input_schema)).map(({ id }) => id));
  const usable = models.find(({ id }) => !unavailable.has(id));
  // A model that is added later must not take the place of the form that is on the screen.
  const [preset] = useState(usable?.id);
  const named = (wanted?: string | null) => models.find(({ id }) => id === wanted);
  const model = named(drafts.model) ?? named(preset) ?? usable ?? models[0];
  const [generationId, setGenerationId] = useNewestGenerationId();
  const generation = useGeneration(userId, generationId);
  const pane = useRef<HTMLDivElement>(null);
  const follow = (id: string) => {
    setGenerationId(id);
    // On narrow screens the pane is below the form: scroll to it.
    const beside = matchMedia('(width >= 64rem)').matches;
    if (!beside) bringIntoView(pane.current);
  };
  const slotsOf = useUploads(userId, drafts.set);
  const cheaper = models.some(({ credit_cost }) => credit_cost <= (balance.credits ?? 0));
  return (
    <div className="grid gap-5">
      <ModelCards {...{ models, unavailable }} chosen={model?.id ?? null} onChoose={drafts.choose} />
      <div className="grid items-start gap-5 lg:grid-cols-[minmax(0,7fr)_minmax(0,5fr)]">
        {model && (
          <ModelForm key={model.id} {...{ userId, model, balance, cheaper, drafts }} slots={slotsOf(model.id)} onStarted={follow} />
        )}
        <div ref={pane} className="grid items-start lg:self-stretch">
          <GenerationPane generation={generation} {...actions} />
        </div>
      </div>
    </div>
  );
}

type ModelFormProps = Pick<Props, 'userId' | 'balance' | 'drafts'> & {
  model: Model;
  cheaper: boolean;
  slots: Slots;
  onStarted: (id: string) => void;
};

function ModelForm({ userId, model, balance, cheaper, drafts, slots, onStarted }: ModelFormProps) {
  const schema = parseInputSchema(model.input_schema);
  const { busy, refusal, submit, forget } = useSubmit(userId);
  if (!schema) {
    return (
      <div className="glass rounded-2xl">
        <EmptyState icon="icon-[lucide--circle-alert]" level="h2" title={generator.modelBroken} />
      </div>
    );
  }
  const { fields } = schema;
  const values = shownValues(fields, drafts.of(model.id));
  return (
    <section aria-label={generator.heading} className="glass rounded-2xl p-4 sm:p-6">
      <GenerationForm
        {...{ userId, model, fields, values, slots, balance, cheaper, busy, refusal }}
        onChange={(name, value) => {
          forget();
          drafts.set(model.id, name, value);
        }}
        onReset={() => {
          forget();
          drafts.clear(model.id);
        }}
        onSubmit={() => void submit(model.id, toInputs(fields, values)).then((id) => id && onStarted(id))}
      />
    </section>
  );
}

/** The id of the generation in the pane: the last one started here, at first one that is still unfinished. */
function useNewestGenerationId() {
  const [generationId, setGenerationId] = useState<string | null>(null);
  useEffect(() => {
    void readUnfinishedId().then((id) => setGenerationId((known) => known ?? id), () => undefined);
  }, []);
  return [generationId, setGenerationId] as const;
}
