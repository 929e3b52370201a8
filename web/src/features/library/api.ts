import { type Generation, GENERATION_COLUMNS, isRunning } from '@/lib/generations';
import { containing } from '@/lib/search';
import { database } from '@/lib/supabase/database';
import { bucket } from '@/lib/supabase/storage';

import type { Filter } from './filter';
import { goneAmong } from './rows';

export type Page = { rows: Generation[]; more: boolean };
/** The newest rows as they are now, and of the older ones that were known: which are gone, and what may have changed. */
export type Refresh = { page: Page; gone: ReadonlySet<string>; changed: Generation[] };

export const PAGE_ROWS = 24;
const MOST_REFRESHED = 96;
const MOST_IDS = 1000;
const MOST_PAGES = 1000;

/** The user's runs, newest first, from below `after` on. */
export async function readPage(userId: string, filter: Filter, after?: Generation, rows = PAGE_ROWS): Promise<Page> {
  const query = newestFirst(await database(), GENERATION_COLUMNS, userId, filter, after).limit(rows + 1);
  const { data, error } = await query.overrideTypes<Generation[], { merge: false }>();
  if (error) throw error;
  return { rows: data.slice(0, rows), more: data.length > rows };
}

/** After a break: the newest of these rows anew. Older ones may have been deleted, and changed if they were running. */
export async function readAgain(userId: string, filter: Filter, known: Generation[]): Promise<Refresh> {
  const rows = Math.min(Math.max(known.length, PAGE_ROWS), MOST_REFRESHED);
  const page = await readPage(userId, filter, undefined, rows);
  const [last, oldest] = [page.rows.at(-1), known.at(-1)];
  if (!page.more || !last || !oldest) return { page, gone: new Set(), changed: [] };
  const shown = new Set(page.rows.map(({ id }) => id));
  const older = known.filter(({ id }) => !shown.has(id));
  const wasRunning = older.filter(isRunning).map(({ id }) => id);
  const [there, changed] = await Promise.all([readIds(userId, filter, last, oldest), readRows(userId, filter, wasRunning)]);
  return { page, gone: goneAmong(older, there), changed };
}

/** These rows, as far as they still fit the filter: a finished one never changes again, so they are few. */
async function readRows(userId: string, filter: Filter, ids: string[]): Promise<Generation[]> {
  if (ids.length === 0) return [];
  const query = newestFirst(await database(), GENERATION_COLUMNS, userId, filter).in('id', ids);
  const { data, error } = await query.overrideTypes<Generation[], { merge: false }>();
  if (error) throw error;
  return data;
}

/** The ids of the rows below `after` down to `oldest`. */
async function readIds(userId: string, filter: Filter, after: Place, oldest: Place): Promise<string[]> {
  const client = await database();
  const ids: string[] = [];
  let from = after;
  for (let pages = 0; pages < MOST_PAGES; pages += 1) {
    const query = newestFirst(client, 'id, created_at', userId, filter, from).gte('created_at', oldest.created_at);
    const { data, error } = await query.limit(MOST_IDS).overrideTypes<Place[], { merge: false }>();
    if (error) throw error;
    const asked = data.filter(({ id, created_at }) => created_at !== oldest.created_at || id >= oldest.id);
    ids.push(...asked.map(({ id }) => id));
    const last = data.at(-1);
    if (!last || data.length < MOST_IDS) return ids;
    from = last;
  }
  throw new Error('more rows than are read');
}

type Place = Pick<Generation, 'id' | 'created_at'>;
type Database = Awaited<ReturnType<typeof database>>;

function newestFirst(client: Database, columns: string, userId: string, filter: Filter, after?: Place) {
  let query = client.from('generated_media').select(columns).eq('user_id', userId);
  if (filter.type !== 'all') query = query.eq('media_type', filter.type);
  if (filter.status === 'running') query = query.in('status', ['pending', 'processing']);
  else if (filter.status !== 'all') query = query.eq('status', filter.status);
  if (filter.search.trim()) query = query.ilike('prompt', containing(filter.search));
  if (after) {
    const { created_at, id } = after;
    query = query.lte('created_at', created_at).or(`created_at.lt.${created_at},id.lt.${id}`);
  }
  return query.order('created_at', { ascending: false }).order('id', { ascending: false });
}

/** Delete the file, then its row: what fails in between can be tried again. */
export async function deleteGeneration({ id, storage_path }: Generation): Promise<void> {
  if (storage_path) {
    const { error } = await (await bucket()).remove([storage_path]);
    if (error) throw error;
  }
  const client = await database();
  const { error } = await client.from('generated_media').delete().eq('id', id);
  if (error) throw error;
}
