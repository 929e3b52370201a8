import { isMultiple, MAX_LENGTH, MAX_WHOLE } from '@/lib/input-rules';
import type { InputField } from '@/lib/input-schema';
import { own } from '@/lib/unknown';
import { isVisible } from '@/lib/visible';
import { problems } from '@/texts';
import type { Inputs, Scalar } from '@/types/tables';

/** The values of a form by input name, as typed, because an unfinished number must not be lost. */
export type Draft = Record<string, string>;

/** The values in the form: the draft, with defaults for inputs that were not touched. */
export function shownValues(fields: InputField[], draft: Draft): Draft {
  return Object.fromEntries(
    fields.map(({ name, initial }) => [name, own(draft, name) ?? (initial === undefined ? '' : String(initial))]),
  );
}

/** The form values for the inputs of an earlier generation. */
export function toDraft(inputs: Inputs): Draft {
  return Object.fromEntries(Object.entries(inputs).map(([name, value]) => [name, String(value)]));
}

/** The inputs to send, without empty optional ones. */
export function toInputs(fields: InputField[], values: Draft): Inputs {
  const filled = fields.filter((field) => field.widget === 'checkbox' || !isEmpty(field, values[field.name] ?? ''));
  return Object.fromEntries(filled.map((field) => [field.name, toScalar(field, values[field.name] ?? '')]));
}

function isEmpty({ widget }: InputField, value: string): boolean {
  return widget === 'select' ? value === '' : !isVisible(value);
}

function toScalar({ type }: InputField, value: string): Scalar {
  if (type === 'boolean') return value === 'true';
  return type === 'string' ? value : Number(value);
}

/** The error message for a value. The service checks it again, and also matches the pattern. */
export function problemOf(field: InputField, value: string): string | undefined {
  const { type, required, widget, options } = field;
  if (isEmpty(field, value)) {
    if (!required || widget === 'seed') return undefined;
    return widget === 'image' ? problems.missingImage : problems.missing;
  }
  if (options) return options.some((option) => String(option) === value) ? undefined : problems.notAChoice;
  if (type === 'string') return textProblem(field, value);
  return type === 'boolean' ? undefined : numberProblem(field, Number(value));
}

function textProblem({ minLength = 0, maxLength = MAX_LENGTH }: InputField, value: string) {
  const length = [...value].length;
  if (length < minLength) return problems.tooShort(minLength);
  return length > maxLength ? problems.tooLong(length - maxLength, maxLength) : undefined;
}

/** The error message for a text that is too long: it is shown while the user types. */
export function lengthProblem(field: InputField, value: string): string | undefined {
  return field.type === 'string' && !field.options ? textProblem({ ...field, minLength: 0 }, value) : undefined;
}

function numberProblem(field: InputField, value: number): string | undefined {
  const { type, minimum = -MAX_WHOLE, maximum = MAX_WHOLE, step } = field;
  if (!Number.isFinite(value)) return problems.notANumber;
  if (type === 'integer' && !Number.isInteger(value)) return problems.notWhole;
  if (value < minimum) return problems.tooSmall(minimum);
  if (value > maximum) return problems.tooLarge(maximum);
  if (!step || isMultiple(value, step)) return undefined;
  const below = Math.floor(value / step) * step;
  return problems.step(step, [below, below + step].filter((near) => near >= minimum && near <= maximum));
}
