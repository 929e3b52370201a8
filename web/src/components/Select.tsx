import type { ComponentProps } from 'react';

import { inputClass } from './Field';

/** A select that looks like the other fields; Safari's own is grey and has another height. `className` is for the box. */
export function Select({ className = '', ...props }: ComponentProps<'select'>) {
  return (
    <span className={`relative grid ${className}`}>
      <select {...props} className={`${inputClass} appearance-none pr-10 text-ellipsis`} />
      <span
        aria-hidden="true"
        className="icon-[lucide--chevron-down] text-muted-foreground pointer-events-none absolute top-1/2 right-3.5 size-4 -translate-y-1/2"
      />
    </span>
  );
}
