import { useEffect, useRef } from 'react';

/** @prop takesFocus for a title that came in place of what was pressed: there the keyboard goes on, and it is read out */
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

export const linkClass = 'text-primary font-medium underline-offset-4 hover:underline';

/** What a function of `api.ts` threw, in words for the visitor. */
export function wordsOf(problem: unknown): string {
  return problem instanceof Error ? problem.message : String(problem);
}
