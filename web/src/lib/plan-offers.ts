import { billing } from '@/texts';
import type { FunctionRow } from '@/types/tables';

import { format } from './format';

/**
 * The offer of a plan's price to the user: days of a trial; the credits that an upgrade would add now; the full monthly credits,
 * and when the first month with them begins.
 */
export type PlanOffer = FunctionRow<'plan_offers'>;

/** A text about the credits that an upgrade adds now and later; null if it adds none now. */
export function upgradeText({ upgrade_credits: now, full_credits: full, full_from: from }: PlanOffer): string | null {
  return now && full && from ? billing.upgrade(now, full, format.day(from)) : null;
}
