import { useEffect, useRef, useState } from 'react';

import { EmptyState } from '@/components/EmptyState';
import { ErrorState } from '@/components/ErrorState';
import type { Repeat } from '@/components/GenerationActions';
import { parseInputSchema } from '@/lib/input-schema';
import type { Loadable } from '@/lib/loadable';
import { type Model, readModels } from '@/lib/models';
import { bringIntoView } from '@/lib/motion';
import { toast } from '@/lib/toasts';
import { generator } from '@/texts';

import { readNewestId } from './api';
import type { Drafts } from './drafts';
import { GenerationForm, type Balance } from './GenerationForm';
import { GeneratorSkeleton } from './GeneratorSkeleton';
import { shownValues, toInputs } from './inputs';
import { ModelCards } from './ModelCards';
import { isBesideResult } from './prompt';
import { useGeneration } from './use-generation';
import { GenerationPane } from './GenerationPane';
import { useSubmit } from './submit';
import { type Slots, useUploads } from './uploads';

type Props = Repeat & {
  userId: string;
  models: Loadable<Model[]>;
  balance: Balance;
  drafts: Drafts;
  /** The generation in the pane. */
  followed: Followed;
};

/** The model switcher, the form of the chosen model, and the newest generation. */
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

function GeneratorLayout({ userId, models, balance, drafts, followed, ...repeat }: Omit<Props, 'models'> & { models: Model[] }) {
  const unavailable = new Set(models.filter((offered) => !parseInputSchema(offered.input_schema)).map(({ id }) => id));
  const usable = models.find(({ id }) => !unavailable.has(id));
  const named = (wanted?: string | null) => models.find(({ id }) => id === wanted);
  // The form on the screen stays: a model that is added later does not replace it, nor does another one if it is withdrawn.
  const [first] = useState(() => ({ stored: drafts.model, shown: (named(drafts.model) ?? usable ?? models[0])?.id }));
  const offered = named(drafts.model === first.stored ? first.shown : drafts.model);
  const model = useLast(offered);
  const generation = useGeneration(userId, followed.id);
  const layout = useRef<HTMLDivElement>(null);
  const onStarted = (id: string) => {
    followed.follow(id);
    // On narrow screens the pane is below the form: scroll to it, and keep Generate in reach.
    if (!isBesideResult()) bringIntoView(layout.current?.querySelector('[data-submit]') ?? null);
  };
  const slotsOf = useUploads(userId, drafts.set);
  const cheaper = models.some(({ credit_cost }) => credit_cost <= (balance.credits ?? 0));
  return (
    <div ref={layout} className="grid gap-3">
      <ModelCards {...{ models, unavailable }} chosen={offered?.id ?? null} onChoose={drafts.choose} />
      <div className="grid gap-3 lg:min-h-(--studio-height) lg:grid-cols-[minmax(0,26rem)_minmax(0,1fr)] xl:grid-cols-[minmax(0,30rem)_minmax(0,1fr)]">
        {model && (
          <ModelForm key={model.id} {...{ userId, model, balance, cheaper, drafts }} gone={!offered} slots={slotsOf(model.id)} onStarted={onStarted} />
        )}
        <div className="grid lg:h-(--studio-height) lg:grid-rows-[minmax(0,1fr)]">
          <GenerationPane generation={generation} {...repeat} />
        </div>
      </div>
    </div>
  );
}

type ModelFormProps = Pick<Props, 'userId' | 'balance' | 'drafts'> & {
  model: Model;
  cheaper: boolean;
  /** Whether the model is no longer offered. */
  gone: boolean;
  slots: Slots;
  onStarted: (id: string) => void;
};

function ModelForm({ userId, model, balance, cheaper, gone, drafts, slots, onStarted }: ModelFormProps) {
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
    <section aria-label={generator.heading} className="glass rounded-2xl p-4 sm:p-5 lg:h-(--studio-height)">
      <GenerationForm
        {...{ userId, model, schema, values, slots, balance, cheaper, gone, busy, refusal }}
        onChange={(name, value) => {
          forget();
          drafts.set(model.id, name, value);
        }}
        onReset={() => {
          const bringBack = drafts.snapshot();
          forget();
          drafts.clear(model.id);
          toast(generator.wasReset, 'plain', bringBack);
        }}
        onSubmit={() => void submit(model.id, toInputs(fields, values)).then(({ id }) => id && onStarted(id))}
      />
    </section>
  );
}

/** The value, or the last one that there was. */
function useLast<Value>(value: Value | undefined): Value | undefined {
  const [last, setLast] = useState(value);
  useEffect(() => {
    if (value !== undefined) setLast(value);
  }, [value]);
  return value ?? last;
}

export type Followed = { id: string | null; follow: (id: string) => void };

/** The generation in the pane: the last one started here, at first the user's newest one. */
export function useFollowed(): Followed {
  const [id, setId] = useState<string | null>(null);
  useEffect(() => {
    void readNewestId().then((newest) => setId((known) => known ?? newest), () => undefined);
  }, []);
  return { id, follow: setId };
}
