import type { Tier } from './catalogue';
import { database } from './supabase/database';

/** The user's tier, as the database decides it. @throws {Error} without an answer */
export async function readTier(): Promise<Tier> {
  const [pro, business] = await Promise.all([readHasTier('pro'), readHasTier('business')]);
  if (business) return 'business';
  return pro ? 'pro' : 'free';
}

/** Whether the user's plan is this tier or a higher one, as the database decides it. @throws {Error} without an answer */
export async function readHasTier(tier: Tier): Promise<boolean> {
  const client = await database();
  const { data, error } = await client.rpc('has_tier', { p_tier: tier });
  if (error) throw error;
  return data;
}
