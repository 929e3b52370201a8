import { type InputSchema, isScalar } from '@/lib/input-schema';
import type { Model } from '@/lib/models';
import { fieldsOf, list, text } from '@/lib/unknown';
import type { Inputs, Scalar } from '@/types/tables';

import { problemOf, shownValues, toDraft } from './inputs';

export type Example = {
  title: string;
  prompt: string;
  inputs: Inputs;
  /** Whether it can be generated without another input. */
  complete: boolean;
};

/** The examples of a model, for a first generation. */
export function examplesOf(model: Model, schema: InputSchema): Example[] {
  return (list(model.examples) ?? []).map(fieldsOf).map((example) => {
    const entries = Object.entries(fieldsOf(example['inputs'])).filter((entry): entry is [string, Scalar] => isScalar(entry[1]));
    const inputs = Object.fromEntries(entries);
    const values = shownValues(schema.fields, toDraft(inputs));
    const prompt = String(inputs[schema.promptField] ?? '');
    return {
      title: text(example['title']) ?? prompt,
      prompt,
      inputs,
      complete: schema.fields.every((field) => !problemOf(field, values[field.name] ?? '')),
    };
  });
}
