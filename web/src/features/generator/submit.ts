import { useRef, useState } from 'react';

import { readGeneration } from '@/lib/generations';
import { readModels } from '@/lib/models';
import { readProfile } from '@/lib/profile';
import { ServiceError } from '@/lib/service';
import { endsSession } from '@/lib/session';
import { problems } from '@/texts';
import type { Inputs } from '@/types/tables';

import { startGeneration } from './api';
import { Submissions } from './submission';
import { wordsForService } from './service-message';

/** Why nothing was started: in words, or what is wrong with one input, where the form has it. */
export type Refusal = { text: string; field?: string; problem?: string };

/** After these the run may be there all the same: under way, or failed with its reason. */
const MAYBE_THERE = new Set(['unreachable', 'unavailable', 'refused']);

type Submit = {
  busy: boolean;
  refusal: Refusal | null;
  /** @returns the id of the run, if there is one now */
  submit: (model: string, inputs: Inputs) => Promise<string | null>;
  forget: () => void;
};

/** Starts runs, one at a time, each of them once. */
export function useSubmit(userId: string): Submit {
  const submissions = useRef(new Submissions());
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<Refusal | null>(null);

  async function submit(model: string, inputs: Inputs): Promise<string | null> {
    const id = submissions.current.idFor(model, inputs);
    setBusy(true);
    setRefusal(null);
    const problem = await start(id, model, inputs);
    if (problem) setRefusal(toRefusal(problem));
    if (!problem || isSettled(problem)) submissions.current.settle();
    void readProfile(userId);
    setBusy(false);
    return problem ? null : id;
  }

  return { busy, refusal, submit, forget: () => setRefusal(null) };
}

/** @returns what went wrong; null if the run is there, whatever became of the answer */
async function start(id: string, model: string, inputs: Inputs): Promise<ServiceError | null> {
  try {
    await startGeneration(id, model, inputs);
    return null;
  } catch (caught) {
    const problem = caught instanceof ServiceError ? caught : new ServiceError('unavailable', String(caught));
    endsSession(problem);
    if (['unknown_model', 'model_broken'].includes(problem.code)) void readModels();
    return MAYBE_THERE.has(problem.code) && (await isThere(id)) ? null : problem;
  }
}

async function isThere(id: string): Promise<boolean> {
  return readGeneration(id).then(
    (row) => row !== null,
    () => false,
  );
}

/** Whether this id has had its answer, so that the next try needs another. */
function isSettled({ code }: ServiceError): boolean {
  return !['unreachable', 'unavailable'].includes(code);
}

function toRefusal(problem: ServiceError): Refusal {
  const field = /^inputs\.(\w+)/.exec(problem.field ?? '')?.[1];
  const text = wordsForService(problem);
  return field ? { text, field, problem: problem.message || problems.pattern } : { text };
}
