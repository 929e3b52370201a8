import { namesOf, type Tier } from '@/lib/tier';
import { premium as texts } from '@/texts';

import type { Article } from './api';
import { Articles } from './Articles';
import { Invitation } from './Invitation';

type Props = { tier: Tier; tiers: Tier[]; open: boolean; articles: Article[]; titles: string[] };

/** The articles of a tier, or an invitation if the user's plan does not include them. */
export function PremiumPart({ tier, tiers, open, articles, titles }: Props) {
  const free = tier.rank === 0;
  const title = free ? texts.free : texts.part(namesOf(tiers, tier.id));
  return (
    <section aria-labelledby={`premium-${tier.id}`} className="grid gap-5">
      <h2 id={`premium-${tier.id}`} className="flex items-center gap-3 text-2xl font-semibold">
        <span aria-hidden="true" className={`text-primary size-6 ${open ? 'icon-[lucide--gem]' : 'icon-[lucide--lock]'}`} />
        <span>{title}</span>
      </h2>
      {free || open ? <Articles articles={articles} /> : <Invitation tier={tier.id} tiers={tiers} titles={titles} />}
    </section>
  );
}
