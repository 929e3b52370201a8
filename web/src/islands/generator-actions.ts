import { useCallback, useRef } from 'react';

import type { Repeat } from '@/components/GenerationActions';
import type { Drafts } from '@/features/generator/drafts';
import { useSubmit } from '@/features/generator/submit';
import type { UsedInput } from '@/features/library/types';
import { format } from '@/lib/format';
import type { Generation } from '@/lib/generations';
import { type InputSchema, parseInputSchema } from '@/lib/input-schema';
import type { Model } from '@/lib/models';
import { bringIntoView } from '@/lib/motion';
import { toast } from '@/lib/toasts';
import { dashboard, generationTexts as texts } from '@/texts';

/** What the library needs from the generator: names of models and inputs, and actions that fill the form. */
export function useGeneratorActions(userId: string, models: Model[], drafts: Drafts, onStarted: (id: string) => void) {
  const { busy, submit } = useSubmit(userId);
  const ref = useRef<HTMLDivElement>(null);
  const modelOf = (id: string | null) => models.find((model) => model.id === id);
  // Memoised, because a new function re-renders all cards.
  const nameOfModel = useCallback(
    (id: string | null) => models.find((model) => model.id === id)?.name ?? id ?? '',
    [models],
  );
  const schemaOf = (model: Model | undefined) => parseInputSchema(model?.input_schema);

  function goTo() {
    bringIntoView(ref.current);
    ref.current?.querySelector<HTMLElement>('form textarea, form input')?.focus({ preventScroll: true });
  }

  function priceOf(row: Generation): number | null {
    const model = modelOf(row.model_id);
    return model?.active ? model.credit_cost : null;
  }

  async function runAgain(row: Generation) {
    if (busy) return;
    const { id, refusal } = await submit(row.model_id ?? '', row.inputs);
    if (id) onStarted(id);
    else if (refusal) toast(refusal.text, 'bad');
  }

  function editPrompt(row: Generation) {
    if (!modelOf(row.model_id)?.active) return toast(dashboard.modelGone, 'bad');
    drafts.fill(row.model_id ?? '', row.inputs);
    toast(texts.again);
    goTo();
  }

  function takeAsInput(row: Generation) {
    const takers = models.filter((model) => model.active && imageField(schemaOf(model)));
    const model = takers.find(({ id }) => id === drafts.model) ?? takers[0];
    const field = imageField(schemaOf(model), model && drafts.of(model.id));
    if (!model || !field) return toast(dashboard.noTaker, 'bad');
    drafts.choose(model.id);
    drafts.set(model.id, field, row.storage_path);
    goTo();
  }

  const repeat: Repeat = {
    priceOf,
    onTakeAsInput: takeAsInput,
    onRunAgain: (row) => void runAgain(row),
    onEditPrompt: editPrompt,
  };
  return {
    ref,
    goTo,
    repeat,
    nameOfModel,
    inputsOf: (row: Generation) => usedInputs(schemaOf(modelOf(row.model_id)), row),
  };
}

/** The first empty picture input, else the first one. */
function imageField(schema: InputSchema | null, draft: Record<string, string> = {}): string | undefined {
  const images = schema?.fields.filter(({ widget }) => widget === 'image').map(({ name }) => name) ?? [];
  return images.find((name) => !draft[name]) ?? images[0];
}

/** The inputs of a generation with their titles, without the prompt. */
function usedInputs(schema: InputSchema | null, { inputs }: Generation): UsedInput[] {
  const fields = schema?.fields.filter(({ name }) => name !== schema.promptField && inputs[name] !== undefined) ?? [];
  return fields.map(({ name, title, widget }) => {
    const value = inputs[name];
    if (widget === 'image') return { title, picture: String(value) };
    return { title, text: typeof value === 'number' ? format.number(value) : String(value) };
  });
}
