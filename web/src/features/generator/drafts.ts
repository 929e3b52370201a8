import { useEffect, useState } from 'react';
import * as z from 'zod/mini';

import { browserStorage } from '@/lib/browser-storage';
import type { Inputs } from '@/lib/input-schema';

import { type Draft, toDraft } from './inputs';

const kept = z.object({
  model: z.nullable(z.string()),
  values: z.record(z.string(), z.record(z.string(), z.string())),
});

type Kept = z.infer<typeof kept>;

/** What a user has typed, for each model, kept in this browser over a change of model and a reload. */
export type Drafts = {
  model: string | null;
  of: (model: string) => Draft;
  choose: (model: string) => void;
  set: (model: string, name: string, value: string) => void;
  /** Replace a model's whole form, and choose the model. */
  fill: (model: string, inputs: Inputs) => void;
  clear: (model: string) => void;
};

export function useDrafts(userId: string): Drafts {
  const key = `draft:${userId}`;
  const [state, setState] = useState(() => read(key));
  useEffect(() => browserStorage.write(key, JSON.stringify(state)), [key, state]);
  const change = (model: string, to: (draft: Draft) => Draft) =>
    setState((old) => ({ ...old, values: { ...old.values, [model]: to(old.values[model] ?? {}) } }));
  const choose = (model: string) => setState((old) => ({ ...old, model }));
  return {
    model: state.model,
    of: (model) => state.values[model] ?? {},
    choose,
    set: (model, name, value) => change(model, (draft) => ({ ...draft, [name]: value })),
    fill: (model, inputs) => {
      choose(model);
      change(model, () => toDraft(inputs));
    },
    clear: (model) => change(model, () => ({})),
  };
}

function read(key: string): Kept {
  try {
    return z.parse(kept, JSON.parse(browserStorage.read(key) ?? ''));
  } catch {
    return { model: null, values: {} };
  }
}
