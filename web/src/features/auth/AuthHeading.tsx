/** Title and first line of a sign-in page. */
export function AuthHeading({ title, lead }: { title: string; lead?: string }) {
  return (
    <header className="grid gap-2">
      <h1 className="text-2xl font-semibold sm:text-[1.75rem]">{title}</h1>
      {lead && <p className="text-muted-foreground">{lead}</p>}
    </header>
  );
}

export const linkClass = 'text-primary font-medium underline-offset-4 hover:underline';

/** What a function of `api.ts` threw, in words for the visitor. */
export function wordsOf(problem: unknown): string {
  return problem instanceof Error ? problem.message : String(problem);
}
