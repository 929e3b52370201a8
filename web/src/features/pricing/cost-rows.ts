import { webAddress } from '@/lib/web-address';
import { credits } from '@/texts';

import type { Cost } from './offer';
import { showText, cloneTemplate } from './template';

const ICONS = new Set(['image', 'edit', 'video']);

/** A row per model: what a generation costs, and a link about the model. */
export function costRows(costs: Cost[]): HTMLElement[] {
  return costs.map(({ name, description, category, credit_cost, about_url }) => {
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
    return root;
  });
}
