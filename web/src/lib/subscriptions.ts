import type { Row } from '@/types/tables';

import { subscribeToChanges } from './database-changes';
import { database } from './supabase/database';

const COLUMNS =
  'id, status, created, current_period_end, cancel_at, cancel_at_period_end, trial_end, next_price_id, duplicate, prices(unit_amount, currency, interval, interval_count, product_id, products(name, credits, metadata))';

type Price = Pick<Row<'prices'>, 'unit_amount' | 'currency' | 'interval' | 'interval_count' | 'product_id'>;

/** A row of `subscriptions`. `next_price_id` is the price from the end of the period on, if a change is scheduled. */
export type Subscription = Pick<
  Row<'subscriptions'>,
  'id' | 'status' | 'created' | 'current_period_end' | 'cancel_at' | 'cancel_at_period_end' | 'trial_end' | 'next_price_id' | 'duplicate'
> & { prices: (Price & { products: Pick<Row<'products'>, 'name' | 'credits' | 'metadata'> | null }) | null };

/** The user's live subscriptions, duplicates last. @throws {Error} if they cannot be read */
export async function readSubscriptions(userId: string): Promise<Subscription[]> {
  const client = await database();
  const { data, error } = await client
    .from('subscriptions')
    .select(COLUMNS)
    .eq('user_id', userId)
    .eq('live', true)
    .order('duplicate')
    .order('created');
  if (error) throw error;
  return data;
}

/** Call `changed` when a subscription of the user changes, and each time the connection is made. */
export function watchSubscriptions(userId: string, changed: () => void): () => void {
  const own = { schema: 'public', table: 'subscriptions', filter: `user_id=eq.${userId}` };
  return subscribeToChanges(
    `subscriptions:${userId}`,
    (channel) => channel.on('postgres_changes', { event: '*', ...own }, changed),
    changed,
  );
}

/** Whether the user has ever bought something, so that there are invoices. @throws {Error} if it cannot be read */
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
