import { type SubmitEvent, useLayoutEffect, useRef, useState } from 'react';

/** Returns the error message for a value; undefined if it is valid. */
export type Check = (value: string) => string | undefined;

type Fields<Name extends string> = Record<Name, string>;
type Errors<Name extends string> = Partial<Record<Name, string>>;

/**
 * The state of a form with text fields: values, errors, one submission at a time. Errors appear on submit, the first invalid field
 * gets the focus, and a field with an error is checked again while the user types.
 */
export function useForm<Name extends string>(initial: Fields<Name>, checks: Partial<Record<Name, Check>>) {
  const [values, setValues] = useState(initial);
  const [errors, setErrors] = useState<Errors<Name>>({});
  const [busy, setBusy] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const focusAgain = useFocusOnError(form, errors);
  useTypedBeforeHydration(form, setValues);

  function set(name: Name, value: string) {
    setValues((known) => ({ ...known, [name]: value }));
    if (errors[name]) setErrors((known) => ({ ...known, [name]: checks[name]?.(value) }));
  }

  function submit(action: (values: Fields<Name>) => Promise<void>) {
    return (event: SubmitEvent) => {
      event.preventDefault();
      const found = check(values, checks);
      focusAgain();
      setErrors(found);
      if (busy || Object.keys(found).length > 0) return;
      setBusy(true);
      void action(values).finally(() => setBusy(false));
    };
  }

  function field(name: Name) {
    return { id: name, value: values[name], error: errors[name], onChange: (value: string) => set(name, value) };
  }

  const fail = (name: Name, problem: string) => setErrors({ [name]: problem } as Errors<Name>);
  return { form, values, busy, field, fail, submit };
}

function check<Name extends string>(values: Fields<Name>, checks: Partial<Record<Name, Check>>): Errors<Name> {
  const found: Errors<Name> = {};
  for (const name of Object.keys(checks) as Name[]) {
    const problem = checks[name]?.(values[name]);
    if (problem) found[name] = problem;
  }
  return found;
}

/**
 * Focus the first invalid field when errors appear, so that it is visible and announced.
 * @returns a function to call on submit: then the same errors count as new ones
 */
export function useFocusOnError(form: { current: HTMLFormElement | null }, errors: object): () => void {
  const before = useRef(0);
  // A layout effect, because an effect may run after the user has moved on to another field.
  useLayoutEffect(() => {
    const count = Object.values(errors).filter(Boolean).length;
    if (count > before.current) showErrors([...(form.current?.querySelectorAll<HTMLElement>('[aria-invalid="true"]') ?? [])]);
    before.current = count;
  }, [form, errors]);
  return () => void (before.current = 0);
}

/** Focus the first field, and scroll it and then as many others as fit into view, each with its error. */
function showErrors(fields: HTMLElement[]): void {
  fields[0]?.focus();
  // The first one last, so that it is in view even if the others are not.
  for (const field of fields.toReversed()) (field.closest('[data-note]') ?? field).scrollIntoView({ block: 'nearest' });
}

/** Adopts the values that were typed or autofilled before hydration. */
function useTypedBeforeHydration<Values extends object>(
  form: { current: HTMLFormElement | null },
  setValues: (adopt: (known: Values) => Values) => void,
): void {
  // A layout effect, because it runs before `early-press.js` repeats a click made before hydration.
  useLayoutEffect(() => {
    if (!form.current) return;
    const typed = [...new FormData(form.current)].filter(([, value]) => value);
    if (typed.length > 0) setValues((known) => ({ ...known, ...Object.fromEntries(typed) }));
  }, [form, setValues]);
}
