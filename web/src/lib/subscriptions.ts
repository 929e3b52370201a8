import type { Database } from '@/types/database';

import { live } from './live';
import { database } from './supabase/database';

const COLUMNS =
  'id, status, created, current_period_end, cancel_at, cancel_at_period_end, trial_end, next_price_id, duplicate, prices(unit_amount, currency, interval, interval_count, product_id, products(name, credits))';

export type Subscription = {
  id: string;
  status: Database['public']['Enums']['subscription_status'];
  created: string;
  current_period_end: string;
  cancel_at: string | null;
  cancel_at_period_end: boolean | null;
  trial_end: string | null;
  /** The price from the end of the period on, if a change is planned. */
  next_price_id: string | null;
  duplicate: boolean;
  prices: {
    unit_amount: number | null;
    currency: string | null;
    interval: string | null;
    interval_count: number | null;
    product_id: string | null;
    products: { name: string | null; credits: number | null } | null;
  } | null;
};

/** The user's live subscriptions: the one that counts first. @throws {Error} without an answer */
export async function readSubscriptions(userId: string): Promise<Subscription[]> {
  const client = await database();
  const { data, error } = await client
    .from('subscriptions')
    .select(COLUMNS)
    .eq('user_id', userId)
    .eq('live', true)
    .order('duplicate')
    .order('created')
    .overrideTypes<Subscription[], { merge: false }>();
  if (error) throw error;
  return data;
}

/** Hear when a subscription of the user changes, and when the connection stands (again). */
export function watchSubscriptions(userId: string, changed: () => void): () => void {
  const own = { schema: 'public', table: 'subscriptions', filter: `user_id=eq.${userId}` };
  return live(
    `subscriptions:${userId}`,
    (channel) => channel.on('postgres_changes', { event: '*', ...own }, changed),
    changed,
  );
}

/** When it ends, if it does: a date that was set, or the end of what is paid. */
export function endOf({ cancel_at, cancel_at_period_end, current_period_end }: Subscription): string | null {
  return cancel_at ?? (cancel_at_period_end ? current_period_end : null);
}

/** Whether the user has ever paid for something, so that there are invoices. @throws {Error} without an answer */
export async function readHasBought(userId: string): Promise<boolean> {
  const client = await database();
  const [subscriptions, packs] = await Promise.all([
    client.from('subscriptions').select('id').eq('user_id', userId).limit(1),
    client.from('credit_purchases').select('id').eq('user_id', userId).eq('kind', 'pack').limit(1),
  ]);
  const error = subscriptions.error ?? packs.error;
  if (error) throw error;
  return [...(subscriptions.data ?? []), ...(packs.data ?? [])].length > 0;
}
