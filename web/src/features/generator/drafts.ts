import { useLayoutEffect, useState } from 'react';

import { browserStorage } from '@/lib/browser-storage';
import { dismissUndo } from '@/lib/toasts';
import { fieldsOf, own, text, type Unknown } from '@/lib/unknown';
import type { Inputs } from '@/types/tables';

import { type Draft, toDraft } from './inputs';
import { keptChoices } from './set-choices';

type Stored = { model: string | null; values: Record<string, Draft> };

/** The values that the user typed, by model. They are stored in this browser and survive a reload. */
export type Drafts = {
  model: string | null;
  of: (model: string) => Draft;
  choose: (model: string) => void;
  /** Change some of the inputs, and choose the model. */
  set: (model: string, changes: Draft) => void;
  /** Change some of the inputs as a result of the user's last change, whose undo still applies. */
  adjust: (model: string, changes: Draft) => void;
  /** Replace a model's whole form, and choose the model. */
  fill: (model: string, inputs: Inputs) => void;
  clear: (model: string) => void;
  /** @returns a function that restores the present state of all forms */
  snapshot: () => () => void;
};

export function useDrafts(userId: string): Drafts {
  const key = `draft:${userId}`;
  const [state, setState] = useState(() => read(key));
  // A layout effect, because the user may reload the page before the next paint.
  useLayoutEffect(() => browserStorage.write(key, JSON.stringify(state)), [key, state]);
  const adjust = (model: string, to: (draft: Draft) => Draft) =>
    setState((old) => ({ ...old, values: { ...old.values, [model]: to(own(old.values, model) ?? {}) } }));
  const change: typeof adjust = (model, to) => {
    dismissUndo();
    adjust(model, to);
  };
  const choose = (model: string) => setState((old) => ({ ...old, model }));
  return {
    model: state.model,
    of: (model) => own(state.values, model) ?? {},
    choose,
    set: (model, changes) => {
      choose(model);
      change(model, (draft) => ({ ...draft, ...changes }));
    },
    adjust: (model, changes) => adjust(model, (draft) => ({ ...draft, ...changes })),
    fill: (model, inputs) => {
      choose(model);
      change(model, (draft) => ({ ...toDraft(inputs), ...keptChoices(draft) }));
    },
    clear: (model) => change(model, () => ({})),
    snapshot: () => () => setState(state),
  };
}

function read(key: string): Stored {
  try {
    const { model, values } = fieldsOf(JSON.parse(browserStorage.read(key) ?? ''));
    return { model: text(model) ?? null, values: mapValues(fieldsOf(values), toTexts) };
  } catch {
    return { model: null, values: {} };
  }
}

function toTexts(draft: unknown): Draft {
  return mapValues(fieldsOf(draft), (value) => text(value) ?? '');
}

function mapValues<Value>(record: Unknown, change: (value: unknown) => Value): Record<string, Value> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, change(value)]));
}
