import { pricing } from '@/texts';

import type { Cost } from './offer';

/** What the credits are enough for, with the cheapest models: "300 pictures or 30 videos". */
export function worth(credits: number, costs: Cost[]): string {
  return pricing.worth(runs(credits, costs, 'image'), runs(credits, costs, 'video'));
}

function runs(credits: number, costs: Cost[], mediaType: string): number {
  const prices = costs.filter(({ media_type, credit_cost }) => media_type === mediaType && credit_cost > 0);
  const cheapest = Math.min(...prices.map(({ credit_cost }) => credit_cost));
  return Number.isFinite(cheapest) ? Math.floor(credits / cheapest) : 0;
}
