import type { Row } from '@/types/tables';

import { database } from './supabase/database';

/** A row of the table `tiers`: what a plan gives access to. A tier includes all tiers with a lower rank. */
export type Tier = Pick<Row<'tiers'>, 'id' | 'name' | 'rank' | 'highlighted'>;

/** All tiers, the lowest first. @throws {Error} if they cannot be read */
export async function readTiers(): Promise<Tier[]> {
  const client = await database();
  const { data, error } = await client.from('tiers').select('id, name, rank, highlighted').order('rank');
  if (error) throw error;
  return data;
}

/** The ids of the tiers that the user's plan includes, as the database decides. @throws {Error} if the request fails */
export async function readOpenTiers(): Promise<string[]> {
  const client = await database();
  const { data, error } = await client.rpc('open_tiers');
  if (error) throw error;
  return data;
}

/** The names of the tiers that include `id`, the lowest first; the id itself if there is no such tier. */
export function namesOf(tiers: Tier[], id: string): string[] {
  const rank = tiers.find((tier) => tier.id === id)?.rank;
  return rank === undefined ? [id] : tiers.filter((tier) => tier.rank >= rank).map(({ name }) => name);
}
