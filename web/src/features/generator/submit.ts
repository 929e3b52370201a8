import { useRef, useState } from 'react';

import { readGeneration } from '@/lib/generations';
import { readModels } from '@/lib/models';
import { readProfile } from '@/lib/profile';
import { ServiceError } from '@/lib/service';
import { endsSession } from '@/lib/session';
import { problems } from '@/texts';
import type { Inputs } from '@/types/tables';

import { startGenerations } from './api';
import { type Entry, Submissions } from './submission';
import { wordsForService } from './service-message';

/** Why a generation was not started. `problem` is shown at `field`, if the form has that input. */
export type Refusal = { text: string; field?: string; problem?: string };

/** After these errors the generation may exist nevertheless. */
const MAYBE_THERE = new Set(['unreachable', 'unavailable', 'refused']);

type Submit = {
  busy: boolean;
  refusal: Refusal | null;
  /**
   * Start the generations whose inputs `make` returns for the user's choice.
   * @returns the id of their set if it exists now, else why it was not started
   */
  submit: (model: string, chosen: unknown, make: () => Inputs[]) => Promise<{ id: string | null; refusal: Refusal | null }>;
  forget: () => void;
};

/**
 * Starts generations. A retry never starts them twice.
 * @param onExpected is called with the id of their set before the request
 */
export function useSubmit(userId: string, onExpected: (id: string) => void): Submit {
  const submissions = useRef(new Submissions());
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<Refusal | null>(null);

  async function submit(model: string, chosen: unknown, make: () => Inputs[]) {
    const entries = submissions.current.entriesFor([model, chosen], make);
    const id = entries[0]?.id ?? null;
    if (id) onExpected(id);
    setBusy(true);
    setRefusal(null);
    const problem = await start(model, entries);
    const refused = problem && toRefusal(problem);
    setRefusal(refused);
    if (!problem || isDecided(problem)) submissions.current.close();
    void readProfile(userId);
    setBusy(false);
    return { id: problem ? null : id, refusal: refused };
  }

  return { busy, refusal, submit, forget: () => setRefusal(null) };
}

/** @returns the error; null if the generation exists, even if its response was lost */
async function start(model: string, entries: Entry[]): Promise<ServiceError | null> {
  try {
    await startGenerations(model, entries);
    return null;
  } catch (caught) {
    const problem = caught instanceof ServiceError ? caught : new ServiceError('unavailable', String(caught));
    endsSession(problem);
    if (['unknown_model', 'model_broken'].includes(problem.code)) void readModels();
    return MAYBE_THERE.has(problem.code) && (await isThere(entries[0]?.id ?? '')) ? null : problem;
  }
}

async function isThere(id: string): Promise<boolean> {
  return readGeneration(id).then(
    (row) => row !== null,
    () => false,
  );
}

/** Whether the service has decided about this id, so that the next attempt needs a new one. */
function isDecided({ code }: ServiceError): boolean {
  return !['unreachable', 'unavailable'].includes(code);
}

function toRefusal(problem: ServiceError): Refusal {
  const field = /(?:^|\.)inputs\.(\w+)/.exec(problem.field ?? '')?.[1];
  const text = wordsForService(problem);
  return field ? { text, field, problem: problem.message || problems.pattern } : { text };
}
