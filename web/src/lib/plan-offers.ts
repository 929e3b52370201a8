import { billing } from '@/texts';
import type { FunctionRow } from '@/types/tables';

import { format } from './format';

/**
 * What a price of a plan offers to the user: days of a trial; the credits that an upgrade would add now, the full amount, and
 * from when the full amount comes.
 */
export type PlanOffer = FunctionRow<'plan_offers'>;

/** What an upgrade adds now, and from when the full amount comes; null if it adds nothing now. */
export function upgradeWords({ upgrade_credits: now, full_credits: full, full_from: from }: PlanOffer): string | null {
  return now && full && from ? billing.upgrade(now, full, format.day(from)) : null;
}
