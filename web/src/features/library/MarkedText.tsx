import { splitAtMatches } from '@/lib/prompt-search';

const BEFORE = 5;

/** A text with the matches of a search marked. `inView`: the text begins shortly before the first match, so that one line shows it. */
export function MarkedText({ text, search, inView = false }: { text: string; search: string; inView?: boolean }) {
  const parts = splitAtMatches(text, search);
  const [first] = parts;
  if (inView && first && parts.length > 1 && !first.isMatch && first.text.length > 2 * BEFORE) {
    parts[0] = { ...first, text: `…${first.text.slice(-BEFORE)}` };
  }
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
