import { credits } from '@/texts';

import type { Cost } from './offer';
import { show, stamp } from './stamp';

const ICONS = new Set(['image', 'edit', 'video']);

/** A line per model: what a run costs, and where to read about it. */
export function costRows(costs: Cost[]): HTMLElement[] {
  return costs.map(({ name, description, category, credit_cost, about_url }) => {
    const { root, slot } = stamp('cost-row');
    slot(ICONS.has(category) ? category : 'image').hidden = false;
    show(slot('name'), about_url ? null : name);
    show(slot('about'), about_url && name);
    if (about_url) slot<HTMLAnchorElement>('about').href = about_url;
    slot('description').textContent = description;
    slot('cost').textContent = credits.pill(credit_cost);
    return root;
  });
}
