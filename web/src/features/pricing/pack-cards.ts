import { packBonus } from '@/lib/catalogue';
import { money } from '@/lib/money';
import { signupPath } from '@/lib/paths';
import { billing, credits, pricing } from '@/texts';

import { checkOut, purchasePath } from './checkout';
import type { Offer } from './offer';
import { bindAction } from './action-button';
import { showText, cloneTemplate } from './template';
import { worth } from './worth';

/** A card per pack of credits. */
export function packCards({ catalogue: { packs }, costs, visitor }: Offer): HTMLElement[] {
  return packs.map((pack) => {
    const { root, slot } = cloneTemplate('pack-card');
    const { price } = pack;
    const bonus = packBonus(pack, packs[0]);
    slot('credits').textContent = credits.pill(pack.credits);
    slot('worth').textContent = worth(pack.credits, costs);
    slot('price').textContent = money(price.amount, price.currency);
    slot('rate').textContent = pricing.perThousand(money((price.amount / pack.credits) * 1000, price.currency));
    showText(slot('bonus'), bonus > 0 ? billing.bonus(bonus) : null);
    if (visitor.kind === 'signed-out') {
      const anchor = slot<HTMLAnchorElement>('link');
      showText(anchor, pricing.buy(pack.credits));
      anchor.href = signupPath(purchasePath(price.id));
    } else {
      slot('button').hidden = false;
      slot('button-text').textContent = pricing.buy(pack.credits);
      bindAction(slot('button'), slot('problem'), () => checkOut({ kind: 'pack', priceId: price.id }));
    }
    return root;
  });
}
