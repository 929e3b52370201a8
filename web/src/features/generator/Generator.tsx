import { lazy, Suspense, useEffect, useEffectEvent, useRef, useState } from 'react';

import type { Elements } from '@/components/elements';
import { EmptyState } from '@/components/EmptyState';
import { ErrorState } from '@/components/ErrorState';
import type { Repeat } from '@/components/GenerationActions';
import { isUnfinished } from '@/lib/generations';
import { mainPicture, parseInputSchema, seedOf } from '@/lib/input-schema';
import { useShortcuts } from '@/lib/keyboard-shortcuts';
import type { Loadable } from '@/lib/loadable';
import { type Model, readModels } from '@/lib/models';
import { bringIntoView } from '@/lib/motion';
import { toast, undoBy } from '@/lib/toasts';
import { generator, recent as recentTexts } from '@/texts';

import { withExpected } from './current-generations';
import type { Drafts } from './drafts';
import { GenerationForm, type Balance } from './GenerationForm';
import { GeneratorSkeleton } from './GeneratorSkeleton';
import { type Example, examplesOf } from './examples';
import { chosenSize, followPicture, isFollowing, typed } from './follow-picture';
import { type Draft, shownValues, toDraft } from './inputs';
import { KeysButton } from './KeysButton';
import { ModelCards } from './ModelCards';
import { goToPrompt, isSideBySide } from './go-to-prompt';
import { GenerationPane } from './GenerationPane';
import { comparedShapes, generationsOf, resultsOf, toChoice } from './set-choices';
import { RunStatus } from './RunStatus';
import { forOtherPrompt, isFromResult } from './seed';
import { useSubmit } from './submit';
import { type Slots, useUploads } from './use-uploads';
import type { Followed } from './use-followed';
import { useLocks } from './use-locks';
import { useCurrentGenerations } from './use-current-generations';

const PromptsDialog = lazy(() => import('./PromptsDialog'));

type Props = Repeat & {
  userId: string;
  models: Loadable<Model[]>;
  balance: Balance;
  nameOfModel: (id: string | null) => string;
  drafts: Drafts;
  /** The set in the pane. */
  followed: Followed;
};

/** The cards of the models, the form of the chosen model, and the pane with a set of generations. */
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

function GeneratorLayout({ userId, models, balance, nameOfModel, drafts, followed, ...repeat }: Omit<Props, 'models'> & { models: Model[] }) {
  const unavailable = new Set(models.filter((offered) => !parseInputSchema(offered.input_schema)).map(({ id }) => id));
  const usable = models.find(({ id }) => !unavailable.has(id));
  const named = (wanted?: string | null) => models.find(({ id }) => id === wanted);
  // The model in the form stays until the user chooses another, even if a model is added or this one is withdrawn.
  const [first] = useState(() => ({ stored: drafts.model, shown: (named(drafts.model) ?? usable ?? models[0])?.id }));
  const offered = named(drafts.model === first.stored ? first.shown : drafts.model);
  const model = useLast(offered);
  const { current, setId } = withExpected(useCurrentGenerations(userId, followed), followed);
  const arrived = setId === followed.expected && setId;
  // Follow it before the reply: if one of its results is deleted until then, not all of the expected set is there any more.
  const keep = useEffectEvent(followed.started);
  useEffect(() => {
    if (arrived) keep(arrived);
  }, [arrived]);
  const unfinished = current.rows.filter(isUnfinished).length;
  const layout = useRef<HTMLDivElement>(null);
  const onStarted = (id: string) => {
    followed.started(id);
    // On narrow screens the pane is below the form: scroll to it, and keep Generate in reach.
    if (!isSideBySide()) bringIntoView(layout.current?.querySelector('[data-submit]') ?? null);
  };
  const { busy, submit } = useSubmit(userId, followed.expect);
  const onExample = async (of: Model, { inputs }: Example) => {
    const schema = parseInputSchema(of.input_schema);
    if (busy || !schema) return;
    drafts.set(of.id, { ...forOtherPrompt(drafts.of(of.id), seedOf(schema)), ...toDraft(inputs) });
    const values = shownValues(schema.fields, toDraft(inputs));
    const { id, refusal } = await submit(of.id, inputs, () => generationsOf(schema, values, {}, 1));
    if (id) onStarted(id);
    else if (refusal) toast(refusal.text, 'bad');
  };
  const slotsOf = useUploads(userId, (of, name, path) => drafts.set(of, { [name]: path }));
  const locks = useLocks(models);
  const cheaper = models.some(({ credit_cost }) => credit_cost <= (balance.credits ?? 0));
  return (
    <div ref={layout} className="grid gap-3">
      <div className="flex items-start justify-between gap-2">
        <ModelCards {...{ models, locks, unavailable }} chosen={offered?.id ?? null} onChoose={drafts.choose} />
        <KeysButton />
      </div>
      <div className="grid grid-cols-[minmax(0,1fr)] gap-3 lg:min-h-(--studio-height) lg:grid-cols-[minmax(0,26rem)_minmax(0,1fr)] xl:grid-cols-[minmax(0,30rem)_minmax(0,1fr)]">
        {model && (
          <ModelForm key={model.id} {...{ userId, model, balance, nameOfModel, cheaper, unfinished, drafts }} gone={!offered} lock={locks.get(model.id)} slots={slotsOf(model.id)} onExpected={followed.expect} onStarted={onStarted}>
            <RunStatus current={current} setId={setId} onShow={followed.follow} />
          </ModelForm>
        )}
        <div className="grid min-w-0 grid-cols-[minmax(0,1fr)] lg:h-(--studio-height) lg:grid-rows-[minmax(0,1fr)]">
          <GenerationPane current={current} setId={setId} credits={balance.credits} onShow={followed.follow} {...{ model, onExample }} {...repeat} />
        </div>
      </div>
    </div>
  );
}

type ModelFormProps = Pick<Props, 'userId' | 'balance' | 'nameOfModel' | 'drafts'> & {
  model: Model;
  cheaper: boolean;
  /** How many generations of the user are unfinished. */
  unfinished: number;
  /** Whether the model is no longer offered. */
  gone: boolean;
  /** The plan that the model needs, if the user's plan does not include it. */
  lock: string | undefined;
  slots: Slots;
  onExpected: Followed['expect'];
  onStarted: (id: string) => void;
  /** The status of what runs and waits. */
  children: Elements;
};

function ModelForm({ children, userId, model, balance, nameOfModel, cheaper, unfinished, gone, lock, drafts, slots, onExpected, onStarted }: ModelFormProps) {
  const schema = parseInputSchema(model.input_schema);
  const { busy, refusal, submit, forget } = useSubmit(userId, onExpected);
  useForgetRefusal(unfinished, balance.credits, forget);
  const [recent, setRecent] = useState(false);
  const { place, focusPrompt } = useFocusPrompt(recent);
  useShortcuts({ recent: () => setRecent(true) });
  if (!schema) {
    return (
      <div className="glass rounded-2xl">
        <EmptyState icon="icon-[lucide--circle-alert]" level="h2" title={generator.modelBroken} />
      </div>
    );
  }
  const draft = drafts.of(model.id);
  const values = shownValues(schema.fields, draft);
  const compared = comparedShapes(draft);
  const results = compared.length || resultsOf(draft, model.results_limit);
  /** Replace inputs, and show a message with an undo button. */
  function replace(changes: Draft, message: string) {
    const restore = drafts.snapshot();
    change({ ...forOtherPrompt(draft, seedOf(schema)), ...changes });
    focusPrompt();
    setRecent(false);
    toast(message, 'plain', undoBy(restore));
  }
  function change(changes: Draft) {
    forget();
    drafts.set(model.id, changes);
  }
  return (
    <section ref={place} aria-label={generator.heading} className="glass rounded-2xl p-4 sm:p-5 lg:h-(--studio-height)">
      <GenerationForm
        {...{ userId, model, schema, values, slots, balance, cheaper, gone, lock, results, compared, busy, refusal }}
        status={children}
        following={isFollowing(draft, mainPicture(schema))}
        seedOfResult={isFromResult(draft, seedOf(schema))}
        onMainRatio={(path, ratio) => {
          const changes = followPicture(schema, draft, path, ratio);
          if (changes) drafts.adjust(model.id, changes);
        }}
        onChange={(name, value) => change(typed(schema, name, value))}
        onSize={(size) => {
          if (schema.shape) change(chosenSize(schema.shape, size));
        }}
        onCompare={(shapes) => change(toChoice.shapes(shapes))}
        onResults={(count) => change(toChoice.results(count))}
        onRecent={() => setRecent(true)}
        onReset={() => {
          const restore = drafts.snapshot();
          forget();
          drafts.clear(model.id);
          toast(generator.wasReset, 'plain', undoBy(restore));
        }}
        onSubmit={() =>
          void submit(model.id, { values, results, compared }, () => generationsOf(schema, values, draft, model.results_limit)).then(
            ({ id }) => id && onStarted(id),
          )
        }
      />
      {recent && (
        <Suspense>
          <PromptsDialog
            nameOfModel={nameOfModel}
            examples={examplesOf(model, schema)}
            onPick={(prompt) => replace({ [schema.promptField]: prompt }, recentTexts.used)}
            onExample={({ inputs }) => replace(toDraft(inputs), recentTexts.usedExample)}
            onClose={() => setRecent(false)}
          />
        </Suspense>
      )}
    </section>
  );
}

/** After one of the recent prompts was picked, focus the prompt, unless the focus returned to the button that opened them. */
function useFocusPrompt(recent: boolean) {
  const place = useRef<HTMLElement>(null);
  const picked = useRef(false);
  useEffect(() => {
    if (picked.current && document.activeElement === document.body) goToPrompt(place.current);
    picked.current = false;
  }, [recent]);
  return { place, focusPrompt: () => void (picked.current = true) };
}

/** Forget the refusal when a generation ends or credits are added: its cause may be gone. */
function useForgetRefusal(unfinished: number, credits: number | null, forget: () => void): void {
  const before = useRef({ unfinished, credits });
  const forgetNow = useEffectEvent(forget);
  useEffect(() => {
    const { unfinished: earlier, credits: had } = before.current;
    before.current = { unfinished, credits };
    if (unfinished < earlier || (credits !== null && had !== null && credits > had)) forgetNow();
  }, [unfinished, credits]);
}

/** The value; if it is undefined, the last defined one. */
function useLast<Value>(value: Value | undefined): Value | undefined {
  const [last, setLast] = useState(value);
  useEffect(() => {
    if (value !== undefined) setLast(value);
  }, [value]);
  return value ?? last;
}
