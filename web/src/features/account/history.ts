import { database } from '@/lib/supabase/database';

export type EntryKind = 'grant' | 'purchase' | 'usage' | 'refund';

/** A line of the statement. `amount` is signed, and the sum of what it did to each balance. */
export type Entry = {
  id: string;
  kind: EntryKind;
  amount: number;
  subscription_amount: number;
  purchased_amount: number;
  description: string | null;
  media_id: string | null;
  created_at: string;
};

export type EntryPage = { entries: Entry[]; more: boolean };

const COLUMNS = 'id, kind, amount, subscription_amount, purchased_amount, description, media_id, created_at';
export const PAGE_ENTRIES = 10;
const MOST_ROWS = 1000;
const MOST_PAGES = 1000;

/** Lines of the user's statement, newest first, from below `after` on. @throws {Error} without an answer */
export async function readEntries(userId: string, after?: Entry, rows = PAGE_ENTRIES): Promise<EntryPage> {
  const client = await database();
  let query = client.from('credit_history').select(COLUMNS).eq('user_id', userId);
  if (after) {
    const { created_at, id } = after;
    query = query.lte('created_at', created_at).or(`created_at.lt.${created_at},id.lt.${id}`);
  }
  const { data, error } = await query
    .order('created_at', { ascending: false })
    .order('id', { ascending: false })
    .limit(Math.min(rows + 1, MOST_ROWS))
    .overrideTypes<Entry[], { merge: false }>();
  if (error) throw error;
  return { entries: data.slice(0, rows), more: data.length > rows };
}

/** All lines, newest first, or those since a moment. @throws {Error} without an answer */
export async function readAllEntries(userId: string, since?: Date): Promise<Entry[]> {
  const all: Entry[] = [];
  const isOld = (entry: Entry) => since !== undefined && Date.parse(entry.created_at) < since.getTime();
  for (let pages = 0; pages < MOST_PAGES; pages += 1) {
    const { entries, more } = await readEntries(userId, all.at(-1), MOST_ROWS - 1);
    all.push(...entries);
    const last = entries.at(-1);
    if (!more || !last || isOld(last)) return all.filter((entry) => !isOld(entry));
  }
  throw new Error('more lines than are read');
}

/** What runs were about, by their id; those that were deleted are missing. */
export async function readPrompts(mediaIds: string[]): Promise<Record<string, string>> {
  if (mediaIds.length === 0) return {};
  const client = await database();
  const { data } = await client.from('generated_media').select('id, prompt').in('id', mediaIds);
  return Object.fromEntries((data ?? []).map(({ id, prompt }) => [id, prompt]));
}
