import type { Elements } from './elements';

type Props = {
  icon: string;
  title: string;
  text?: string;
  /** The user's own words that it is about, cut to two lines. */
  quote?: string;
  /** Level of the heading. */
  level?: 'h1' | 'h2' | 'h3' | undefined;
  children?: Elements;
};

/** Replaces an empty or failed list: what happened and what to do next. */
export function EmptyState({ icon, title, text, quote, level: Heading = 'h3', children }: Props) {
  return (
    <div className="arrive mx-auto grid max-w-md justify-items-center gap-3 px-6 py-12 text-center max-sm:px-3">
      <span className="viewfinder grid size-14 place-items-center">
        <span aria-hidden="true" className={`text-primary size-6 ${icon}`} />
      </span>
      <Heading className={`font-semibold ${Heading === 'h1' ? 'text-2xl' : 'text-lg'}`}>{title}</Heading>
      {text && <p className="text-muted-foreground text-[0.9375rem] text-balance">{text}</p>}
      {quote && (
        <p dir="auto" title={quote} className="line-clamp-2 w-full text-sm wrap-anywhere">
          {quote}
        </p>
      )}
      {children && <div className="mt-2 flex w-full flex-wrap justify-center gap-2">{children}</div>}
    </div>
  );
}
