import { buttonClass } from '@/components/button-class';
import type { Tier } from '@/lib/catalogue';
import { premium as texts } from '@/texts';

import type { Article } from './api';

type Props = { tier: Tier; open: boolean; articles: Article[] };

/** What a tier is shown: its articles, or an invitation to whoever may not read them. */
export function PremiumPart({ tier, open, articles }: Props) {
  const { title, lead } = texts.parts[tier];
  // There is nothing to be opened in it: without articles it is no part.
  if (tier === 'free' && articles.length === 0) return null;
  return (
    <section aria-labelledby={`premium-${tier}`} className="grid gap-5">
      <header className="grid gap-1">
        <h2 id={`premium-${tier}`} className="flex items-center gap-3 text-2xl font-semibold">
          <span aria-hidden="true" className={`text-primary size-6 ${open ? 'icon-[lucide--gem]' : 'icon-[lucide--lock]'}`} />
          {title}
        </h2>
        <p className="text-muted-foreground">{lead}</p>
      </header>
      {tier === 'free' || open ? <Articles articles={articles} /> : <Invitation tier={tier} />}
    </section>
  );
}

function Articles({ articles }: { articles: Article[] }) {
  if (articles.length === 0) {
    return (
      <div className="glass grid gap-1 rounded-2xl p-6 text-center">
        <h3 className="font-semibold">{texts.emptyTitle}</h3>
        <p className="text-muted-foreground">{texts.empty}</p>
      </div>
    );
  }
  return (
    <ul className="grid items-start gap-4 md:grid-cols-2">
      {articles.map(({ id, title, body }) => (
        <li key={id} className="glass arrive rounded-2xl p-6 sm:p-7">
          <article className="grid gap-3">
            <h3 className="text-xl font-semibold [overflow-wrap:anywhere]">{title}</h3>
            <div className="text-muted-foreground grid gap-3 [overflow-wrap:anywhere] whitespace-pre-line">
              {paragraphs(body).map(({ start, text }) => (
                <p key={start}>{text}</p>
              ))}
            </div>
          </article>
        </li>
      ))}
    </ul>
  );
}

function Invitation({ tier }: { tier: Exclude<Tier, 'free'> }) {
  return (
    <div className="glass relative overflow-hidden rounded-2xl">
      <div aria-hidden="true" className="at-work absolute inset-0 opacity-30" />
      <div className="relative grid justify-items-center gap-3 px-6 py-14 text-center">
        <span className="vivid grid size-14 place-items-center rounded-2xl">
          <span aria-hidden="true" className="icon-[lucide--lock-keyhole-open] size-6" />
        </span>
        <h3 className="text-xl font-semibold">{texts.lockedTitle[tier]}</h3>
        <p className="max-w-md text-balance">{texts.locked[tier]}</p>
        <a href="/pricing" className={`${buttonClass({ look: tier === 'pro' ? 'vivid' : 'primary' })} mt-2`}>
          {texts.seePlans[tier]}
        </a>
      </div>
    </div>
  );
}

/** The paragraphs of a text, which empty lines divide. */
function paragraphs(body: string): { start: number; text: string }[] {
  return [...body.matchAll(/\S(?:(?!\n\s*\n)[\s\S])*/g)].map((found) => ({ start: found.index, text: found[0].trimEnd() }));
}
