import { database } from '@/lib/supabase/database';
import type { ViewRow } from '@/types/tables';

/**
 * A line of the statement. `line` is its position in the order of booking. `amount` is signed, and is the sum of the changes of
 * both balances. `subscription_id`, `plan` and the month are set for monthly credits.
 */
export type Entry = Pick<
  ViewRow<'credit_history'>,
  | 'id'
  | 'line'
  | 'kind'
  | 'amount'
  | 'subscription_amount'
  | 'purchased_amount'
  | 'description'
  | 'generation_id'
  | 'subscription_id'
  | 'plan'
  | 'month_start'
  | 'month_end'
  | 'created_at'
>;

export type EntryPage = { entries: Entry[]; more: boolean };

const COLUMNS =
  'id, line, kind, amount, subscription_amount, purchased_amount, description, generation_id, subscription_id, plan, month_start, month_end, created_at';
export const PAGE_ENTRIES = 10;
const MOST_ROWS = 1000;
const MOST_PAGES = 1000;

/** Lines of the user's statement after `after`, newest first. @throws {Error} if they cannot be read */
export async function readEntries(userId: string, after?: Entry, rows = PAGE_ENTRIES): Promise<EntryPage> {
  const client = await database();
  let query = client.from('credit_history').select(COLUMNS).eq('user_id', userId);
  if (after) query = query.lt('line', after.line);
  const { data, error } = await query
    .order('line', { ascending: false })
    .limit(Math.min(rows + 1, MOST_ROWS));
  if (error) throw error;
  return { entries: data.slice(0, rows), more: data.length > rows };
}

/** All lines, newest first, or those since a point in time. @throws {Error} if they cannot be read */
export async function readAllEntries(userId: string, since?: Date): Promise<Entry[]> {
  const all: Entry[] = [];
  const isOld = (entry: Entry) => since !== undefined && Date.parse(entry.created_at) < since.getTime();
  for (let pages = 0; pages < MOST_PAGES; pages += 1) {
    const { entries, more } = await readEntries(userId, all.at(-1), MOST_ROWS - 1);
    all.push(...entries);
    const last = entries.at(-1);
    if (!more || !last || isOld(last)) return all.filter((entry) => !isOld(entry));
  }
  throw new Error('The statement has too many lines.');
}

/** The prompts of generations by id; deleted generations are missing. */
export async function readPrompts(generationIds: string[]): Promise<Record<string, string>> {
  if (generationIds.length === 0) return {};
  const client = await database();
  const { data } = await client.from('generated_media').select('id, prompt').in('id', generationIds);
  return Object.fromEntries((data ?? []).map(({ id, prompt }) => [id, prompt]));
}
