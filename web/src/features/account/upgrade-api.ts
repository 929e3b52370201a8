import { database } from '@/lib/supabase/database';

const RECENT_MS = 3_600_000;

/** What a change of plan has just added, and when its month ends. */
export type Upgrade = { amount: number; month_end: string };

/** The upgrade of the last hour, if there was one. @throws {Error} without an answer */
export async function readUpgrade(userId: string): Promise<Upgrade | null> {
  const client = await database();
  const { data, error } = await client
    .from('credit_grants')
    .select('amount, month_end')
    .eq('user_id', userId)
    .eq('kind', 'upgrade')
    .gt('created_at', new Date(Date.now() - RECENT_MS).toISOString())
    .order('line', { ascending: false })
    .limit(1)
    .maybeSingle();
  if (error) throw error;
  return data;
}
