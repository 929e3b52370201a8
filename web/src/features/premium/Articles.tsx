import { premium as texts } from '@/texts';

import type { Article } from './api';

type Props = { articles: Article[]; level?: 'h2' | 'h3' };

/** Articles as plain text in paragraphs. `level` is the level of their headings. */
export function Articles({ articles, level: Heading = 'h3' }: Props) {
  if (articles.length === 0) {
    return (
      <div className="glass grid gap-1 rounded-2xl p-6 text-center">
        <Heading className="font-semibold">{texts.emptyTitle}</Heading>
        <p className="text-muted-foreground">{texts.empty}</p>
      </div>
    );
  }
  return (
    <ul className="grid items-start gap-4 md:grid-cols-2">
      {articles.map(({ id, title, body }) => (
        <li key={id} className="glass arrive rounded-2xl p-6 sm:p-7">
          <article className="grid gap-3">
            <Heading dir="auto" className="text-xl font-semibold [overflow-wrap:anywhere]">{title}</Heading>
            <div className="text-muted-foreground grid gap-3 [overflow-wrap:anywhere] whitespace-pre-line">
              {paragraphs(body).map(({ start, text }) => (
                <p key={start} dir="auto">{text}</p>
              ))}
            </div>
          </article>
        </li>
      ))}
    </ul>
  );
}

/** The paragraphs of a text, separated by empty lines. */
function paragraphs(body: string): { start: number; text: string }[] {
  return [...body.matchAll(/\S(?:(?!\n\s*\n)[\s\S])*/g)].map((found) => ({ start: found.index, text: found[0].trimEnd() }));
}
