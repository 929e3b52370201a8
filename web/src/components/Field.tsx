import { common } from '@/texts';

import type { Elements } from './elements';

export type FieldProps = {
  id: string;
  label: string;
  hint?: string | undefined;
  error?: string | undefined;
  optional?: boolean;
  /** Content at the right end of the label's row. */
  aside?: Elements;
  /** The error is not announced, because it is about what the user types just now. */
  quiet?: boolean | undefined;
  /** The hint is beside the label, so that the field is a line lower. */
  hintBeside?: boolean;
};

/** Label, hint and error of one input. The input itself takes `describe(props)`. */
export function Field({ id, label, hint, error, quiet, optional, aside, hintBeside = false, children }: FieldProps & { children: Elements }) {
  return (
    <div data-note={error || hint ? 'shown' : 'none'} className="grid content-start gap-1.5">
      <div className="flex flex-wrap items-baseline justify-end gap-x-3">
        {/* Beside an aside that leaves it less, the label would be a column of single words: then the aside has a line of its own. */}
        <div className="flex min-w-0 grow basis-36 flex-wrap items-baseline gap-x-2">
          <label htmlFor={id} id={`${id}-label`} className="text-sm font-medium">
            <span>{label}</span>
            {optional && <span className="text-muted-foreground ml-1.5 font-normal">{`(${common.optional})`}</span>}
          </label>
          {/* Stays beside an error, so that the input keeps its place beside its neighbour. */}
          {hintBeside && <FieldNote id={error ? `${id}-hint` : id} hint={hint} />}
        </div>
        {aside}
      </div>
      {children}
      {(!hintBeside || error) && <FieldNote {...{ id, hint, error, quiet }} />}
    </div>
  );
}

/** The line below an input: its error, else its hint. */
export function FieldNote({ id, hint, error, quiet = false }: Pick<FieldProps, 'id' | 'hint' | 'error' | 'quiet'>) {
  if (error) {
    return (
      <p id={`${id}-note`} role={quiet ? undefined : 'alert'} className="text-destructive flex items-start gap-1.5 text-sm">
        <span aria-hidden="true" className="icon-[lucide--circle-alert] mt-0.5 size-4 shrink-0" />
        <span>{error}</span>
      </p>
    );
  }
  return hint ? (
    <p id={`${id}-note`} className="text-muted-foreground text-sm">
      {hint}
    </p>
  ) : null;
}

/** The ARIA attributes that connect an input with its note. */
export function describe({ id, hint, error }: Pick<FieldProps, 'id' | 'hint' | 'error'>) {
  return {
    id,
    'aria-invalid': error ? true : undefined,
    'aria-describedby': hint || error ? `${id}-note` : undefined,
  };
}

export const inputClass =
  'w-full min-h-11 rounded-md border border-edge bg-field px-3.5 py-2 text-base sm:text-[0.9375rem] transition ' +
  'placeholder:text-muted-foreground/80 hover:border-primary/60 focus-visible:outline-offset-0 ' +
  'aria-invalid:border-destructive aria-invalid:outline-destructive disabled:opacity-60';
