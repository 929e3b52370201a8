import { browserStorage } from '@/lib/browser-storage';
import type { Subscription } from '@/lib/subscriptions';
import { database } from '@/lib/supabase/database';

import { nameOf } from './plan';

const RECENT_MS = 3_600_000;
/** Stores the line of the upgrade that was dismissed last. */
const DISMISSED_KEY = 'upgrade-dismissed';

/** The line of an upgrade, the credits it added, and the end of its month. */
export type Upgrade = { line: number; amount: number; month_end: string };

/**
 * The latest upgrade of a subscription. Null if it is older than an hour, was dismissed, or is no longer the newest month, or if
 * another change is scheduled.
 * @throws {Error} if it cannot be read
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
