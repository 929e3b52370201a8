import { credits } from '@/texts';

import type { Cost } from './offer';
import { stamp } from './stamp';

const ICONS = new Set(['image', 'edit', 'video']);

/** A line per model: what a run costs. */
export function costRows(costs: Cost[]): HTMLElement[] {
  return costs.map(({ name, description, category, credit_cost }) => {
    const { root, slot } = stamp('cost-row');
    slot(ICONS.has(category) ? category : 'image').hidden = false;
    slot('name').textContent = name;
    slot('description').textContent = description;
    slot('cost').textContent = credits.pill(credit_cost);
    return root;
  });
}
