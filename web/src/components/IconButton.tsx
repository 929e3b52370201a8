import type { ButtonHTMLAttributes } from 'react';

type Props = ButtonHTMLAttributes<HTMLButtonElement> & {
  /** The class of the icon, and of its size. */
  icon: string;
  /** The name of the button. */
  label: string;
};

/** A quiet button with an icon; its name is a tooltip. */
export function IconButton({ icon, label, className = '', ...rest }: Props) {
  return (
    <button
      type="button"
      aria-label={label}
      title={label}
      {...rest}
      className={`text-muted-foreground hover:text-foreground hover:bg-muted grid size-11 shrink-0 place-items-center rounded-md transition ${className}`}
    >
      <span aria-hidden="true" className={icon} />
    </button>
  );
}
