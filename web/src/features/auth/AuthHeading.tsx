import { useEffect, useRef } from 'react';

/** @prop takesFocus for a heading that replaces the pressed button: it gets the focus, and screen readers read it */
type Props = { title: string; lead?: string; takesFocus?: boolean };

/** Title and first line of a sign-in page. */
export function AuthHeading({ title, lead, takesFocus = false }: Props) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (takesFocus) heading.current?.focus();
  }, [takesFocus, title]);
  return (
    <header className="grid gap-2">
      <h1 ref={heading} tabIndex={-1} className="text-2xl font-semibold outline-none sm:text-[1.75rem]">
        {title}
      </h1>
      {lead && <p className="text-muted-foreground text-balance">{lead}</p>}
    </header>
  );
}

// As high as a finger, without moving the lines of its text apart.
export const linkClass = '-my-3 inline-block py-3 text-primary font-medium underline-offset-4 hover:underline';
