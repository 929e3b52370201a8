import { pricing } from '@/texts';

import type { Cost } from './offer';

/**
 * What the credits are enough for: "300 pictures or 30 videos", with the cheapest models for new pictures and videos. Models that
 * change a picture do not count.
 */
export function worth(credits: number, costs: Cost[]): string {
  return pricing.worth(runs(credits, costs, 'image'), runs(credits, costs, 'video'));
}

function runs(credits: number, costs: Cost[], category: Cost['category']): number {
  const prices = costs.filter((cost) => cost.category === category && cost.credit_cost > 0);
  const cheapest = Math.min(...prices.map(({ credit_cost }) => credit_cost));
  return Number.isFinite(cheapest) ? Math.floor(credits / cheapest) : 0;
}
