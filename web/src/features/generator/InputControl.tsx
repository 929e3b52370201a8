import { Button } from '@/components/Button';
import { describe, Field, inputClass } from '@/components/Field';
import { Select } from '@/components/Select';
import type { InputField } from '@/lib/input-schema';
import { generator, recent } from '@/texts';

import { lengthProblem } from './inputs';

export type ControlProps = {
  field: InputField;
  value: string;
  error: string | undefined;
  /** The value is the seed of a result. */
  seedOfResult?: boolean;
  /** Shows recent prompts; only the prompt's control has it. */
  onRecent?: (() => void) | undefined;
  onChange: (value: string) => void;
};

/** The control of one input, except pictures. */
export function InputControl(props: ControlProps) {
  const { field, error, onRecent } = props;
  if (field.widget === 'checkbox') return <CheckboxControl {...props} />;
  if (field.widget === 'seed') return <SeedControl {...props} />;
  const tooLong = lengthProblem(field, props.value);
  const box = {
    id: nameOf(field),
    label: field.title,
    hint: hintOf(field),
    error: tooLong ?? error,
    quiet: error === undefined,
    optional: !field.required && field.initial === undefined,
    aside: onRecent && <RecentButton onClick={onRecent} />,
  };
  return (
    <Field {...box} hintBeside>
      <div className="relative grid">
        <Control {...props} attributes={{ ...describe(box), name: nameOf(field) }} />
        <Counter length={[...props.value].length} most={field.maxLength} />
      </div>
    </Field>
  );
}

function RecentButton({ onClick }: { onClick: () => void }) {
  return (
    <Button look="ghost" size="small" className="text-muted-foreground hover:text-foreground -my-2 pr-0 hover:bg-transparent" {...{ onClick }}>
      <span aria-hidden="true" className="icon-[lucide--history] size-4" />
      <span>{recent.show}</span>
    </Button>
  );
}

/** The character counter is shown from this share of the longest text on. Above it, the error of the field says how many are too many. */
const NEAR_LIMIT = 0.8;

/** On the lower border of the control, so that nothing moves when it appears. */
function Counter({ length, most }: { length: number; most: number | undefined }) {
  if (most === undefined || length < most * NEAR_LIMIT || length > most) return null;
  return (
    <p className="border-edge bg-raised text-muted-foreground pointer-events-none absolute right-6 -bottom-3 rounded-full border px-2 text-xs leading-4 tabular-nums">
      {generator.characters(length, most)}
    </p>
  );
}

type Attributes = ReturnType<typeof describe> & { name: string };

function Control({ field, value, onChange, attributes }: ControlProps & { attributes: Attributes }) {
  const shared = { ...attributes, value, required: field.required, dir: field.type === 'string' ? 'auto' : undefined };
  if (field.widget === 'textarea') {
    return (
      <textarea
        {...shared}
        rows={4}
        className={`${inputClass} field-sizing-content max-h-56 min-h-28 lg:max-h-38 lg:min-h-20 resize-y leading-relaxed`}
        onChange={(event) => onChange(event.target.value)}
      />
    );
  }
  if (field.widget === 'select') {
    return (
      <Select {...shared} onChange={(event) => onChange(event.target.value)}>
        {!field.required && <option value="">–</option>}
        {field.options?.map((option) => (
          <option key={String(option)} value={String(option)}>
            {String(option)}
          </option>
        ))}
      </Select>
    );
  }
  const { minimum, maximum, step, type, fps } = field;
  if (fps && value && field.initial !== undefined) return <Length {...{ field, fps, value, onChange, attributes }} />;
  const number = { type: 'number', min: minimum, max: maximum, step: step ?? (type === 'integer' ? 1 : 'any') };
  const kind = field.widget === 'number' ? number : { type: 'text' };
  return <input {...shared} {...kind} className={inputClass} onChange={(event) => onChange(event.target.value)} />;
}

/** A slider for the frames of a video, with its length in seconds. */
function Length({ field, fps, value, onChange, attributes }: Omit<ControlProps, 'error'> & { fps: number; attributes: Attributes }) {
  const words = generator.length(Number(value), fps);
  return (
    <div className="grid min-h-11 content-center">
      <input
        {...attributes}
        type="range"
        min={lowestOf(field)}
        max={field.maximum}
        step={field.step ?? 1}
        value={value}
        aria-valuetext={words}
        className="accent-primary -my-2 h-11 w-full sm:my-0 sm:h-7"
        onChange={(event) => onChange(event.target.value)}
      />
      <p aria-hidden="true" className="text-xs tabular-nums">{words}</p>
    </div>
  );
}

/** A slider counts its steps from its minimum, the schema from zero. */
function lowestOf({ minimum = 0, step = 1 }: InputField): number {
  return Math.ceil(minimum / step) * step;
}

function CheckboxControl({ field, value, onChange }: ControlProps) {
  return (
    <label className="flex min-h-11 items-center gap-3 text-sm font-medium">
      <input
        type="checkbox"
        name={nameOf(field)}
        checked={value === 'true'}
        onChange={(event) => onChange(String(event.target.checked))}
        className="size-5"
      />
      <span>{field.title}</span>
    </label>
  );
}

/** An empty field means a random seed for each result. */
function SeedControl({ field, value, error, seedOfResult, onChange }: ControlProps) {
  const box = { id: nameOf(field), label: field.title, hint: value ? (seedOfResult ? generator.seedOfResult : generator.seedKept) : undefined, error };
  return (
    <Field {...box}>
      <div className="flex gap-2">
        <input
          {...describe(box)}
          name={box.id}
          type="number"
          min={field.minimum}
          max={field.maximum}
          step={field.step ?? 1}
          value={value}
          placeholder={generator.seedRandom}
          className={`${inputClass} min-w-0 grow`}
          onChange={(event) => onChange(event.target.value)}
        />
        {value && (
          <Button onClick={() => onChange('')}>
            <span aria-hidden="true" className="icon-[lucide--dices] size-4" />
            <span>{generator.random}</span>
          </Button>
        )}
      </div>
    </Field>
  );
}

/** With a prefix: a form exposes its controls as members, so an input called `submit` would hide the form's method. */
function nameOf({ name }: InputField): string {
  return `input-${name}`;
}

function hintOf({ description, minimum, maximum, step, fps, initial }: InputField): string | undefined {
  if (description) return description;
  if (fps && initial !== undefined) return undefined;
  if (minimum === undefined || maximum === undefined) return undefined;
  const range = generator.range(minimum, maximum);
  return step && step !== 1 ? `${range}, ${generator.steps(step)}` : range;
}
