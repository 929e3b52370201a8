import type { FreeMonths } from '@/lib/free-months';
import type { PlanOffer } from '@/lib/plan-offers';
import { database } from '@/lib/supabase/database';

/** What the plans offer to the user. @throws {Error} if it cannot be read */
export async function readPlanOffers(): Promise<PlanOffer[]> {
  const client = await database();
  const { data, error } = await client.rpc('plan_offers');
  if (error) throw error;
  return data;
}

/** What free months give to the user. @throws {Error} if it cannot be read */
export async function readFreeMonths(): Promise<FreeMonths> {
  const client = await database();
  const { data, error } = await client.rpc('free_months').single();
  if (error) throw error;
  return data;
}
