import type { InputHTMLAttributes } from 'react';

import { describe, Field, type FieldProps, inputClass } from './Field';

type Props = FieldProps &
  Omit<InputHTMLAttributes<HTMLInputElement>, 'id' | 'onChange'> & { onChange: (value: string) => void };

export function TextField({ id, label, hint, error, optional, aside, onChange, className = '', ...rest }: Props) {
  const field = { id, label, hint, error, optional: optional ?? false, aside };
  return (
    <Field {...field}>
      <input
        dir={rest.type === 'email' ? undefined : 'auto'}
        {...rest}
        {...describe(field)}
        className={`${inputClass} ${className}`}
        onChange={(event) => onChange(event.target.value)}
      />
    </Field>
  );
}
