import { useCallback, useEffect, useReducer, useRef } from 'react';

import type { Repeat, Use } from '@/components/GenerationActions';
import type { Drafts } from '@/features/generator/drafts';
import { goToPrompt } from '@/features/generator/go-to-prompt';
import { randomSeed, seedFromResult } from '@/features/generator/seed';
import { useSubmit } from '@/features/generator/submit';
import type { Followed } from '@/features/generator/use-followed';
import type { UsedInput } from '@/features/library/types';
import { openBeforeAfter } from '@/features/library/use-address';
import type { Generation } from '@/lib/generations';
import { type InputField, type InputSchema, parseInputSchema, seedOf } from '@/lib/input-schema';
import { type Model, priceOf as priceOfModel } from '@/lib/models';
import { toast, undoBy } from '@/lib/toasts';
import { number, own } from '@/lib/unknown';
import { dashboard, generationTexts as texts, generator, lightbox } from '@/texts';
import type { Inputs } from '@/types/tables';

/** What the library needs from the generator: names of models and inputs, and actions that fill the form. */
export function useGeneratorActions(userId: string, models: Model[], drafts: Drafts, { expect, started }: Followed) {
  const { busy, submit } = useSubmit(userId, expect);
  const ref = useRef<HTMLDivElement>(null);
  const modelOf = (id: string | null) => models.find((model) => model.id === id);
  // Memoised, because a new function re-renders all cards.
  const nameOfModel = useCallback(
    (id: string | null) => models.find((model) => model.id === id)?.name ?? id ?? '',
    [models],
  );
  const schemaOf = (model: Model | undefined) => parseInputSchema(model?.input_schema);

  const [goings, goTo] = useReducer((count: number) => count + 1, 0);
  // An effect, because the form of another model is rendered only now.
  useEffect(() => {
    if (goings > 0) goToPrompt(ref.current);
  }, [goings]);

  function priceOf(row: Generation, count = 1): number | null {
    const model = modelOf(row.model_id);
    return model?.active ? priceOfModel(model, count) : null;
  }

  const seedFieldOf = (row: Generation) => seedOf(schemaOf(modelOf(row.model_id)));

  function keptSeedOf(row: Generation): number | undefined {
    const seed = seedFieldOf(row);
    return seed && number(row.inputs[seed.name]);
  }

  function variationOf(row: Generation): Inputs {
    const seed = seedFieldOf(row);
    return seed ? { ...row.inputs, [seed.name]: randomSeed(seed) } : row.inputs;
  }

  async function run(rows: Generation[], choice: string, inputsOf: (row: Generation) => Inputs) {
    if (busy) return;
    const { id, refusal } = await submit(rows[0]?.model_id ?? '', [choice, rows.map((row) => row.id)], () => rows.map(inputsOf));
    if (id) started(id);
    else if (refusal) toast(refusal.text, 'bad');
  }

  function editPrompt(row: Generation) {
    if (!modelOf(row.model_id)?.active) return toast(dashboard.modelGone, 'bad');
    const bringBack = drafts.snapshot();
    drafts.fill(row.model_id ?? '', row.inputs);
    drafts.adjust(row.model_id ?? '', seedFromResult(keptSeedOf(row)));
    toast(texts.again, 'plain', undoBy(bringBack));
    goTo();
  }

  function usesOf(row: Generation): Use[] {
    if (row.status !== 'completed' || row.media_type !== 'image') return [];
    const offered = models.filter(({ active }) => active);
    const chosenFirst = offered.toSorted((one, other) => Number(other.id === drafts.model) - Number(one.id === drafts.model));
    const best = chosenFirst.map((model) => nextPicture(model, drafts.of(model.id))).find((field) => field !== undefined);
    const uses = offered.flatMap((model) => {
      const work = workOf(model, offered);
      const pictures = picturesOf(model);
      return pictures.map((field) => ({
        model: model.id,
        modelName: model.name,
        field: field.name,
        title: field.title,
        text: field === pictures[0] ? work : texts.asInput(field.title, model.name),
        work,
        price: priceOfModel(model, 1),
        oneOfSeveral: pictures.length > 1,
        isBest: field === best,
      }));
    });
    return uses.toSorted((one, other) => Number(other.isBest) - Number(one.isBest));
  }

  function putInto(row: Generation, { model, modelName, field, title }: Use) {
    const bringBack = drafts.snapshot();
    drafts.set(model, { [field]: row.storage_path });
    toast(texts.usedAs(title, modelName), 'plain', undoBy(bringBack));
    goTo();
  }

  const repeat: Repeat = {
    priceOf,
    usesOf,
    onUse: putInto,
    seedOf: keptSeedOf,
    onRunAgain: (rows) => void run(rows, 'again', ({ inputs }) => inputs),
    onVariation: (row) => void run([row], 'variation', variationOf),
    onEditPrompt: editPrompt,
    onBeforeAfter: openBeforeAfter,
  };
  return {
    ref,
    goTo,
    repeat,
    nameOfModel,
    inputsOf: (row: Generation) => usedInputs(schemaOf(modelOf(row.model_id)), row),
  };
}

function picturesOf({ input_schema }: Model): InputField[] {
  return parseInputSchema(input_schema)?.fields.filter(({ widget }) => widget === 'image') ?? [];
}

/** The picture input to fill next: the first required one that is empty, else the model's first. */
function nextPicture(model: Model, draft: Record<string, string>): InputField | undefined {
  const pictures = picturesOf(model);
  return pictures.find(({ name, required }) => required && !draft[name]) ?? pictures[0];
}

/** What a model does with a picture; its name, if it is not the only one of its category that takes pictures. */
function workOf({ id, name, category }: Model, offered: Model[]): string {
  const words = own(texts.uses, category);
  const isOnly = !offered.some((other) => other.id !== id && other.category === category && picturesOf(other).length > 0);
  if (!words || !isOnly) return texts.workWith(name);
  return words;
}

/** The inputs of a generation with their titles, without the prompt. Width and height are one input, unless the size of the result is known. */
function usedInputs(schema: InputSchema | null, { inputs, width: known }: Generation): UsedInput[] {
  const shape = schema?.shape && [schema.shape.width.name, schema.shape.height.name];
  const [width, height] = shape?.map((name) => number(inputs[name])) ?? [];
  const asked = width && height ? [{ title: lightbox.size, text: lightbox.pixels(width, height) }] : [];
  const hidden = new Set([schema?.promptField, ...(known || asked.length > 0 ? (shape ?? []) : [])]);
  const fields = schema?.fields.filter(({ name }) => !hidden.has(name) && inputs[name] !== undefined) ?? [];
  const others = fields.map(({ name, title, widget, fps }) => {
    const value = inputs[name];
    if (fps) return { title, text: generator.length(Number(value), fps) };
    if (widget === 'image') return { title, picture: String(value) };
    return { title, text: String(value) }; // a seed is copied without separators
  });
  return known ? others : [...asked, ...others];
}
