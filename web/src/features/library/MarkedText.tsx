import { shortenBetween, splitAtMatches } from '@/lib/prompt-search';

/** A text with the matches of a search marked. `inView`: one line shows as many of them as possible. */
export function MarkedText({ text, search, inView = false }: { text: string; search: string; inView?: boolean }) {
  const whole = splitAtMatches(text, search);
  const parts = inView ? shortenBetween(whole) : whole;
  return (
    <>
      {parts.map((part) =>
        part.isMatch ? (
          <mark key={part.at} className="bg-primary/25 text-foreground rounded-xs">
            {part.text}
          </mark>
        ) : (
          <span key={part.at}>{part.text}</span>
        ),
      )}
    </>
  );
}
