import { billing } from '@/texts';

import { format } from './format';

/** What a price of a plan offers to the user, as the database has worked it out. */
export type PlanOffer = {
  price_id: string;
  /** Days of the trial that the user would start with. */
  trial_days: number | null;
  /** What an upgrade at this moment adds to the running month; the full amount, and from when it comes. */
  upgrade_credits: number | null;
  full_credits: number | null;
  full_from: string | null;
};

/** What an upgrade brings now, and from when the full amount comes; null where nothing comes at once. */
export function upgradeWords({ upgrade_credits: now, full_credits: full, full_from: from }: PlanOffer): string | null {
  return now && full && from ? billing.upgrade(now, full, format.day(from)) : null;
}
