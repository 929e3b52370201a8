import { webAddress } from '@/lib/web-address';
import { credits, pricing } from '@/texts';

import { mostOf } from './most';
import { type Offer, opens } from './offer';
import { showText, cloneTemplate } from './template';

const ICONS = new Set(['image', 'edit', 'video']);

/** A row per model: what a generation costs, the first plan that includes it if not all do, and a link about the model. */
export function costRows({ costs, catalogue: { plans } }: Pick<Offer, 'costs' | 'catalogue'>): HTMLElement[] {
  return costs.map((cost) => {
    const { name, description, category, credit_cost, about_url, input_schema } = cost;
    const { root, slot } = cloneTemplate('cost-row');
    slot(ICONS.has(category) ? category : 'image').hidden = false;
    const about = webAddress(about_url);
    showText(slot('name'), about ? null : name);
    showText(slot('about'), about && name);
    if (about) slot<HTMLAnchorElement>('about').href = about;
    // A crawler finds hidden links, too, and this one would have no address.
    else slot('about').remove();
    slot('description').textContent = description;
    slot('cost').textContent = credits.pill(credit_cost);
    showText(slot('most'), mostOf(input_schema));
    const first = plans.find((plan) => opens(plan, cost));
    showText(slot('plan'), first?.rank ? pricing.fromPlan(first.name) : null);
    return root;
  });
}
