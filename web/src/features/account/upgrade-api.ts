import { browserStorage } from '@/lib/browser-storage';
import type { Subscription } from '@/lib/subscriptions';
import { database } from '@/lib/supabase/database';

import { nameOf } from './plan';

const RECENT_MS = 3_600_000;
/** The line of the upgrade that was dismissed last. */
const DISMISSED_KEY = 'upgrade-dismissed';

/** What a change of plan has just added, and when its month ends. */
export type Upgrade = { line: number; amount: number; month_end: string };

/**
 * The upgrade of a subscription in the last hour, if there was one, it is the plan still, its month is open, and the upgrade was
 * not dismissed.
 * @throws {Error} without an answer
 */
export async function readUpgrade(subscription: Subscription): Promise<Upgrade | null> {
  if (subscription.cancel_at || subscription.cancel_at_period_end || subscription.next_price_id) return null;
  const client = await database();
  const { data, error } = await client
    .from('credit_grants')
    .select('line, kind, plan, amount, month_end')
    .eq('subscription_id', subscription.id)
    .in('kind', ['upgrade', 'plan_month'])
    .gt('created_at', new Date(Date.now() - RECENT_MS).toISOString())
    .order('line', { ascending: false })
    .limit(1)
    .maybeSingle();
  if (error) throw error;
  const isNews = data?.kind === 'upgrade' && data.plan === nameOf(subscription);
  return isNews && String(data.line) !== browserStorage.read(DISMISSED_KEY) ? data : null;
}

export function dismissUpgrade({ line }: Upgrade): void {
  browserStorage.write(DISMISSED_KEY, String(line));
}
