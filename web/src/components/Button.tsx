import type { ButtonHTMLAttributes, ReactNode } from 'react';

import { type ButtonLook, buttonClass } from './button-class';

type Props = ButtonHTMLAttributes<HTMLButtonElement> & ButtonLook & { busy?: boolean; children: ReactNode };

/** `busy` keeps the button in the tab order, but pressing it does nothing. */
export function Button({ look, size, busy = false, className = '', type = 'button', onClick, children, ...rest }: Props) {
  return (
    <button
      {...rest}
      type={busy ? 'button' : type}
      aria-disabled={busy || undefined}
      onClick={busy ? undefined : onClick}
      className={`${buttonClass({ look, size })} ${className}`}
    >
      {busy && <span aria-hidden="true" className="icon-[lucide--loader-circle] size-4 animate-spin" />}
      {/* Text beside an optional icon needs its own element (`bare-text.test.ts` says why). */}
      <span className="contents">{children}</span>
    </button>
  );
}
