import { useState } from 'react';

import { auth } from '@/texts';

import { describe, Field, type FieldProps, inputClass } from './Field';

type Props = FieldProps & {
  value: string;
  onChange: (value: string) => void;
  autoComplete: 'current-password' | 'new-password';
};

export function PasswordField({ value, onChange, autoComplete, ...field }: Props) {
  const [shown, setShown] = useState(false);
  return (
    <Field {...field}>
      <div className="relative">
        <input
          {...describe(field)}
          name="password"
          type={shown ? 'text' : 'password'}
          value={value}
          autoComplete={autoComplete}
          required
          className={`${inputClass} pr-12`}
          onChange={(event) => onChange(event.target.value)}
        />
        <button
          type="button"
          aria-pressed={shown}
          aria-label={auth.showPassword}
          onClick={() => setShown(!shown)}
          className="text-muted-foreground hover:text-foreground absolute inset-y-0 right-0 grid w-11 place-items-center rounded-md"
        >
          <span
            aria-hidden="true"
            className={`size-[1.125rem] ${shown ? 'icon-[lucide--eye-off]' : 'icon-[lucide--eye]'}`}
          />
        </button>
      </div>
    </Field>
  );
}
