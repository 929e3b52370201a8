import type { KeyboardEvent } from 'react';

import { inputClass } from './Field';

type Props = {
  label: string;
  value: string;
  onChange: (value: string) => void;
  /** Whether it gets the focus when its dialog opens. */
  focused?: boolean;
  onEnter?: () => void;
};

/** A search field with its label as placeholder. */
export function SearchField({ label, value, onChange, focused, onEnter }: Props) {
  // It searches while the user types. Enter must not submit a form around it: that starts a paid generation.
  function enter(event: KeyboardEvent<HTMLInputElement>) {
    if (event.key !== 'Enter') return;
    event.preventDefault();
    onEnter?.();
  }

  return (
    <div className="relative">
      <span aria-hidden="true" className="icon-[lucide--search] text-muted-foreground absolute top-3.5 left-3.5 size-4" />
      <input
        type="search"
        dir="auto"
        aria-label={label}
        placeholder={label}
        value={value}
        onChange={({ target }) => onChange(target.value)}
        data-focused={focused}
        onKeyDown={enter}
        className={`${inputClass} pl-10`}
      />
    </div>
  );
}
