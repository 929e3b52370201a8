import { lazy, type SubmitEvent, Suspense, useRef, useState } from 'react';

import { Button } from '@/components/Button';
import { buttonClass } from '@/components/button-class';
import type { Elements } from '@/components/elements';
import { Form } from '@/components/Form';
import { Notice } from '@/components/Notice';
import { useFocusOnError } from '@/lib/form';
import { type InputField, type InputSchema, mainPicture } from '@/lib/input-schema';
import { useShortcuts } from '@/lib/keyboard-shortcuts';
import { type Model, priceOf } from '@/lib/models';
import { common, generator, problems } from '@/texts';

import { FormFields } from './FormFields';
import { ResultCount } from './ResultCount';
import type { Ratios } from './follow-picture';
import { type Draft, problemOf } from './inputs';
import type { Size } from './shapes';
import { usePastedImages } from './paste';
import { useMoreBelow } from './use-more-below';
import type { Refusal } from './submit';
import type { Slots } from './use-uploads';

const Picker = lazy(() => import('./Picker'));

export type Balance = {
  /** Credits that can be spent; null while unknown. */
  credits: number | null;
  /** The text about the next month of credits. */
  next: Elements;
};

type Props = {
  userId: string;
  model: Model;
  schema: InputSchema;
  values: Draft;
  slots: Slots;
  balance: Balance;
  /** Whether the user can afford another model. */
  cheaper: boolean;
  /** Whether the model is no longer offered. */
  gone: boolean;
  /** The plan that the model needs, if the user's plan does not include it. */
  lock: string | undefined;
  /** How many results the next set has. */
  results: number;
  /** The shapes of which the next set has one result each; empty if all results have the size in the form. */
  compared: string[];
  busy: boolean;
  refusal: Refusal | null;
  /** Whether the size follows the first picture. */
  following: boolean;
  /** Whether the seed comes from a result. */
  seedOfResult: boolean;
  /** The status of what runs and waits. */
  status: Elements;
  onChange: (name: string, value: string) => void;
  onSize: (size: Size) => void;
  /** The proportions of the first picture are known. */
  onMainRatio: (path: string, ratio: number) => void;
  onCompare: (shapes: string[]) => void;
  onResults: (count: number) => void;
  onRecent: () => void;
  onReset: () => void;
  onSubmit: () => void;
};

/** The form of one model, drawn from its input schema. */
export function GenerationForm({ model, schema, values, slots, balance, cheaper, gone, lock, results, compared, busy, refusal, ...props }: Props) {
  const { fields } = schema;
  const form = useRef<HTMLFormElement>(null);
  const scrolled = useRef<HTMLDivElement>(null);
  const [picking, setPicking] = useState<string | null>(null);
  /** How often a press was refused since the last one that was not: 0 while the values are not checked. */
  const [refusals, setRefusals] = useState(0);
  const [resets, setResets] = useState(0);
  const [ratios, setRatios] = useState<Ratios>({});
  const refused = wordsAt(fields, refusal);
  const errors = { ...(refusals > 0 && findProblems(fields, values, slots)), ...refused };
  usePastedImages(fields, values, slots);
  const focusAgain = useFocusOnError(form, errors);
  useMoreBelow(scrolled);
  const price = priceOf(model, results);
  const closed = gone || lock !== undefined;
  const tooFew = !closed && balance.credits !== null && balance.credits < price;

  function submit(event: SubmitEvent) {
    event.preventDefault();
    const wrong = Object.keys(findProblems(fields, values, slots)).length > 0;
    if (wrong) focusAgain();
    setRefusals((count) => (wrong ? count + 1 : 0));
    if (!busy && !wrong && !tooFew && !closed) props.onSubmit();
  }

  useShortcuts({ generate: () => form.current?.requestSubmit() });

  function change(name: string, value: string) {
    slots.stop(name);
    props.onChange(name, value);
  }

  /** The fields start anew, so that none keeps a choice of its own. */
  function reset() {
    setRefusals(0);
    for (const { name } of fields) slots.stop(name);
    setResets((count) => count + 1);
    props.onReset();
  }

  return (
    <>
      <Form
        elementRef={form}
        onSubmit={submit}
        aria-label={model.name}
        data-prompt={`input-${schema.promptField}`}
        className="flex flex-col gap-5 lg:h-full lg:gap-3"
      >
        {/* On wide screens a long form scrolls by itself, so that the Generate button stays visible. It fades out where more follows. */}
        <div
          ref={scrolled}
          className="@container grid grid-cols-[minmax(0,1fr)] content-start gap-4 lg:gap-3 lg:-mx-2 lg:-mt-1 lg:min-h-0 lg:grow lg:scroll-pb-8 lg:overflow-y-auto lg:px-2 lg:pt-1 lg:pb-1 lg:data-more:[mask-image:linear-gradient(black_calc(100%-2rem),transparent)]"
        >
          <div className="-my-2 flex items-center justify-between gap-3">
            <div className="group grid min-w-0 grow grid-cols-[minmax(0,1fr)] items-center *:[grid-area:1/1]">
              <p className="text-muted-foreground text-sm text-pretty max-lg:group-has-[button]:invisible">{model.description}</p>
              {props.status}
            </div>
            <Button look="ghost" size="small" className="text-muted-foreground hover:text-foreground shrink-0 pr-0 hover:bg-transparent" aria-label={generator.resetAll} onClick={reset}>
              <span aria-hidden="true" className="icon-[lucide--undo-2] size-4" />
              <span>{generator.reset}</span>
            </Button>
          </div>
          <FormFields
            key={resets}
            {...{ schema, values, errors, slots, compared, ratios }}
            following={props.following}
            seedOfResult={props.seedOfResult}
            onRatio={(path, ratio) => {
              setRatios((known) => ({ ...known, [path]: ratio }));
              if (path === values[mainPicture(schema)?.name ?? '']) props.onMainRatio(path, ratio);
            }}
            onChange={change}
            onSize={props.onSize}
            onCompare={props.onCompare}
            onRecent={props.onRecent}
            onPick={setPicking}
          />
        </div>
        {/* A notice must not move the Generate button: on wide screens the inputs shrink, on narrow ones the notice is below it. */}
        <div className="empty:hidden max-lg:order-last">
          {refusal && Object.keys(refused).length === 0 && <Notice tone="bad">{refusal.text}</Notice>}
          {gone && <Notice tone="bad">{generator.modelGone}</Notice>}
          {lock && <Locked plan={lock} />}
          {tooFew && <TooFew price={price} {...{ balance, cheaper }} fewer={compared.length === 0 ? Math.floor((balance.credits ?? 0) / priceOf(model, 1)) : 0} onFewer={props.onResults} />}
        </div>
        <div data-submit className="grid gap-2">
          <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1">
            <ResultCount limit={model.results_limit} count={results} compared={compared.length} onChange={props.onResults} />
            {!tooFew && !closed && balance.credits !== null && (
              <p className="text-muted-foreground text-sm tabular-nums">{generator.left(balance.credits - price)}</p>
            )}
          </div>
          <Button look="vivid" size="large" type="submit" busy={busy} disabled={tooFew || closed} className="px-3 tabular-nums">
            {!busy && <span aria-hidden="true" className="icon-[lucide--sparkles] size-5 max-[359px]:hidden" />}
            <span>{busy ? generator.submitting : lock ? generator.submitLocked : generator.submit(price)}</span>
          </Button>
        </div>
      </Form>
      {/* Outside the form, which Enter in the picker's search field would submit. */}
      {picking && (
        <Suspense fallback={<p className="sr-only">{common.loading}</p>}>
          <Picker
            userId={props.userId}
            onClose={() => setPicking(null)}
            onPick={(path) => {
              change(picking, path);
              setPicking(null);
            }}
          />
        </Suspense>
      )}
    </>
  );
}

function Locked({ plan }: { plan: string }) {
  return (
    <Notice>
      <p>{generator.locked(plan)}</p>
      <a href="/pricing" className={`${buttonClass({ look: 'primary', size: 'small' })} justify-self-start`}>
        {generator.seePlans}
      </a>
    </Notice>
  );
}

type TooFewProps = Pick<Props, 'balance' | 'cheaper'> & {
  price: number;
  /** How many results the balance pays for. */
  fewer: number;
  onFewer: (count: number) => void;
};

function TooFew({ price, balance, cheaper, fewer, onFewer }: TooFewProps) {
  const wayOut = fewer > 0 ? generator.tooFewFewer : cheaper ? generator.tooFewCheaper : generator.tooFewAnyway;
  return (
    <Notice>
      <p>
        <span>{`${generator.tooFew(price, balance.credits ?? 0)} ${wayOut} `}</span>
        {balance.next}
      </p>
      <div className="flex flex-wrap gap-2">
        {fewer > 0 && (
          <Button size="small" onClick={() => onFewer(fewer)}>
            {generator.makeFewer(fewer)}
          </Button>
        )}
        <a href="/account#packs" className={buttonClass({ look: 'primary', size: 'small' })}>
          {generator.buyCredits}
        </a>
      </div>
    </Notice>
  );
}

/** The service's error message, by input. Only the service matches patterns, so its error at an input with one is about the pattern. */
function wordsAt(fields: InputField[], refusal: Refusal | null): Record<string, string> {
  const field = fields.find(({ name }) => name === refusal?.field);
  if (!field || !refusal?.problem) return {};
  return { [field.name]: field.pattern ? problems.pattern : refusal.problem };
}

function findProblems(fields: InputField[], values: Draft, slots: Slots): Record<string, string> {
  const found = fields.map((field) => {
    const problem = slots.isBusy(field.name) ? problems.uploading : problemOf(field, values[field.name] ?? '');
    return [field.name, problem] as const;
  });
  return Object.fromEntries(found.filter((entry): entry is [string, string] => entry[1] !== undefined));
}
