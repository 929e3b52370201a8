import { type SubmitEvent, useEffect, useLayoutEffect, useRef, useState } from 'react';

/** What is wrong with a value, in words; undefined if nothing is. */
export type Check = (value: string) => string | undefined;

type Fields<Name extends string> = Record<Name, string>;
type Errors<Name extends string> = Partial<Record<Name, string>>;

/**
 * The state of a form of text fields: values, errors at the fields, one submission at a time.
 * Errors show on submit, the focus goes to the first of them, and each is checked again while it is mended.
 */
export function useForm<Name extends string>(initial: Fields<Name>, checks: Partial<Record<Name, Check>>) {
  const [values, setValues] = useState(initial);
  const [errors, setErrors] = useState<Errors<Name>>({});
  const [busy, setBusy] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const focusAgain = useFocusOnError(form, errors);
  useTypedBefore(form, setValues);

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
 * The first field with an error gets the focus when errors appear, so that it is seen and read out.
 * @returns makes errors count as new ones, as they are when somebody submits once more
 */
export function useFocusOnError(form: { current: HTMLFormElement | null }, errors: object): () => void {
  const before = useRef(0);
  useEffect(() => {
    const count = Object.values(errors).filter(Boolean).length;
    if (count > before.current) form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
    before.current = count;
  }, [form, errors]);
  return () => void (before.current = 0);
}

/** What was typed, or filled in by the browser, before the scripts were there. */
function useTypedBefore<Values extends object>(
  form: { current: HTMLFormElement | null },
  setValues: (adopt: (known: Values) => Values) => void,
): void {
  // Before the first event is handed on: a button that was pressed early submits what was typed.
  useLayoutEffect(() => {
    if (!form.current) return;
    const typed = [...new FormData(form.current)].filter(([, value]) => value);
    if (typed.length > 0) setValues((known) => ({ ...known, ...Object.fromEntries(typed) }));
  }, [form, setValues]);
}
