import type { Tier } from '@/lib/catalogue';
import { premium as texts } from '@/texts';

import type { Article } from './api';
import { Articles } from './Articles';
import { Invitation } from './Invitation';

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
          <span>{title}</span>
        </h2>
        <p className="text-muted-foreground">{lead}</p>
      </header>
      {tier === 'free' || open ? <Articles articles={articles} /> : <Invitation tier={tier} />}
    </section>
  );
}
