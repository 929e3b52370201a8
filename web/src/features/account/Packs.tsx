import { Button } from '@/components/Button';
import { Notice } from '@/components/Notice';
import { packCheckout } from '@/lib/stripe-page';
import { type Catalogue, packBonus } from '@/lib/catalogue';
import type { Loadable } from '@/lib/loadable';
import { money } from '@/lib/money';
import { billing, common, planTexts as texts } from '@/texts';

import { Part } from './Section';
import { useStripePage } from './use-stripe-page';

type Props = { catalogue: Loadable<Catalogue>; onRetry: () => void };

/** Packs of credits. */
export function Packs({ catalogue, onRetry }: Props) {
  return (
    <Part id="packs" title={texts.packs} lead={texts.packsLead}>
      {catalogue.status === 'loading' && <div role="status" aria-label={common.loading} className="skeleton h-28 w-full" />}
      {catalogue.status === 'failed' && (
        <Notice tone="bad">
          <span>{texts.packsFailed}</span>
          <Button size="small" className="justify-self-start" onClick={onRetry}>
            {common.tryAgain}
          </Button>
        </Notice>
      )}
      {catalogue.status === 'ready' && <Shelf packs={catalogue.data.packs} />}
    </Part>
  );
}

function Shelf({ packs }: Pick<Catalogue, 'packs'>) {
  const { opening, problem, open } = useStripePage();
  if (packs.length === 0) return <p className="text-muted-foreground">{texts.packsEmpty}</p>;
  const bonuses = packs.map((pack) => packBonus(pack, packs[0]));
  // A card without a bonus has its line only beside one that has a bonus, so that the buttons of a row align.
  const line = bonuses.some((bonus) => bonus > 0) ? 'sm:min-h-5' : 'hidden';
  return (
    <>
      {problem && <Notice tone="bad">{problem}</Notice>}
      <ul className="grid gap-3 sm:grid-cols-3 sm:four:grid-cols-2 xl:four:grid-cols-4">
        {packs.map((pack, index) => {
          const bonus = bonuses[index] ?? 0;
          return (
            <li key={pack.id} className="bg-muted/50 border-border grid content-between gap-4 rounded-xl border p-4">
              <div className="grid gap-0.5">
                <p className="flex flex-wrap items-baseline justify-between gap-x-2 font-semibold whitespace-nowrap tabular-nums sm:max-xl:flex-col">
                  <span>{billing.pack(pack.credits)}</span>
                  <span className="text-xl">{money(pack.price.amount, pack.price.currency)}</span>
                </p>
                <p className={`text-success text-sm font-medium ${line}`}>{bonus > 0 && billing.bonus(bonus)}</p>
              </div>
              <Button
                busy={opening === pack.id}
                disabled={opening !== null && opening !== pack.id}
                aria-label={texts.buy(pack.credits)}
                onClick={() => open(pack.id, () => packCheckout(pack.price.id))}
              >
                {opening === pack.id ? billing.opening : texts.buyShort}
              </Button>
            </li>
          );
        })}
      </ul>
    </>
  );
}
