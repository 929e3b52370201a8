import type { PostgrestFilterBuilder } from '@supabase/postgrest-js';

import { GENERATION_COLUMNS, isUnfinished, UNFINISHED } from '@/lib/generations';
import { inBatches } from '@/lib/in-batches';
import { pathOf } from '@/lib/media';
import { likePatterns } from '@/lib/prompt-search';
import { database } from '@/lib/supabase/database';
import { bucket } from '@/lib/supabase/storage';

import { type Filter, type LibraryRow, NO_FILTER } from './filter';
import { boundsOf } from './period';
import { missingAmong, newestFirst, type Page, type Position, type Refresh } from './rows';

export const PAGE_ROWS = 24;
const MAX_REFRESHED_ROWS = 96;
const MAX_IDS = 1000;
const MAX_PAGES = 1000;

/** A page of the user's generations after `after`, newest first. */
export async function readPage(userId: string, filter: Filter, after?: LibraryRow, rows = PAGE_ROWS): Promise<Page> {
  const table = (await database()).from('generated_media');
  const query = matching(table.select<string, LibraryRow>(columnsFor(filter)), userId, filter, after);
  const { data, error } = await query.limit(rows + 1);
  if (error) throw error;
  return { rows: data.slice(0, rows), more: data.length > rows };
}

/**
 * Read the library again after a lost connection: the newest rows in full; of the older ones the ids, to find deleted rows, and in
 * full only the unfinished ones, because a finished row never changes.
 */
export async function readAgain(userId: string, filter: Filter, known: LibraryRow[]): Promise<Refresh> {
  const rows = Math.min(Math.max(known.length, PAGE_ROWS), MAX_REFRESHED_ROWS);
  const page = await readPage(userId, filter, undefined, rows);
  const [last, oldest] = [page.rows.at(-1), known.at(-1)];
  if (!page.more || !last || !oldest) return { page, deleted: new Set(), changed: [] };
  const shown = new Set(page.rows.map(({ id }) => id));
  const older = known.filter(({ id }) => !shown.has(id));
  const unfinished = older.filter(isUnfinished).map(({ id }) => id);
  const [ids, changed] = await Promise.all([
    readIds(userId, filter, last, oldest),
    readGenerationsByIds(userId, filter, unfinished),
  ]);
  return { page, deleted: missingAmong(older, ids), changed };
}

/** These generations, without those that no longer match the filter. */
async function readGenerationsByIds(userId: string, filter: Filter, ids: string[]): Promise<LibraryRow[]> {
  if (ids.length === 0) return [];
  const table = (await database()).from('generated_media');
  const { data, error } = await matching(table.select<string, LibraryRow>(columnsFor(filter)), userId, filter).in('id', ids);
  if (error) throw error;
  return data;
}

/** The ids of the rows after `after`, down to `oldest`. */
async function readIds(userId: string, filter: Filter, after: Position, oldest: Position): Promise<string[]> {
  const client = await database();
  const ids: string[] = [];
  let from = after;
  for (let pages = 0; pages < MAX_PAGES; pages += 1) {
    const query = matching(client.from('generated_media').select<string, Position>(`id, created_at, set_position, ${relationsFor(filter)}`), userId, filter, from);
    const { data, error } = await query.gte('created_at', oldest.created_at).limit(MAX_IDS);
    if (error) throw error;
    const inRange = data.filter((row) => newestFirst(row, oldest) <= 0);
    ids.push(...inRange.map(({ id }) => id));
    const last = data.at(-1);
    if (!last || data.length < MAX_IDS) return ids;
    from = last;
  }
  throw new Error('The library has too many rows.');
}

function columnsFor(filter: Filter): string {
  return `${GENERATION_COLUMNS}, ${relationsFor(filter)}`;
}

/** The related tables: favourites, and the items of the collection in the filter. With `!inner` only rows with a match are read. */
function relationsFor({ favourites, collection }: Filter): string {
  return `favorites${favourites ? '!inner' : ''}(user_id)${collection ? ', collection_items!inner(collection_id)' : ''}`;
}

// oxlint-disable-next-line typescript/no-explicit-any -- the builder's type parameters depend on the selected columns
type Query = PostgrestFilterBuilder<any, any, any, any>;

function matching<Q extends Query>(query: Q, userId: string, filter: Filter, after?: Position): Q {
  query.eq('user_id', userId).order('created_at', { ascending: false }).order('set_position').order('id', { ascending: false });
  if (filter.type !== 'all') query.eq('media_type', filter.type);
  if (filter.status === 'running') query.in('status', UNFINISHED);
  else if (filter.status !== 'all') query.eq('status', filter.status);
  if (filter.collection) query.eq('collection_items.collection_id', filter.collection);
  if (filter.model) query.eq('model_id', filter.model);
  if (filter.period) within(query, filter.period);
  for (const pattern of likePatterns(filter.search)) query.ilike('search_text', pattern);
  if (after) {
    const { created_at, set_position: place, id } = after;
    query.lte('created_at', created_at).or(`created_at.lt.${created_at},set_position.gt.${place},and(set_position.eq.${place},id.lt.${id})`);
  }
  return query;
}

function within(query: Query, period: string): void {
  const { from, before } = boundsOf(period);
  if (from) query.gte('created_at', from.toISOString());
  if (before) query.lt('created_at', before.toISOString());
}

/** One generation of the user; null if there is none. */
export async function readOne(userId: string, id: string): Promise<LibraryRow | null> {
  const [row] = await readGenerationsByIds(userId, NO_FILTER, [id]);
  return row ?? null;
}

/**
 * Delete these generations, and return the ids of those that could not be deleted. The files are deleted first, then the rows: if the
 * second step fails, the user can try again. The service may store a thumbnail between the two steps: then the deleted row has its
 * URL, and the thumbnail is deleted last.
 */
export async function deleteGenerations(rows: LibraryRow[]): Promise<string[]> {
  const left: string[] = [];
  await inBatches(rows, (some) => deleteSome(some).catch(() => void left.push(...some.map(({ id }) => id))));
  return left;
}

async function deleteSome(rows: LibraryRow[]): Promise<void> {
  const stored = rows.filter(({ storage_path }) => storage_path);
  await removeFiles(stored.flatMap((row) => [row.storage_path, ...thumbnailOf(row)]));
  const client = await database();
  const ids = rows.map(({ id }) => id);
  const { data, error } = await client.from('generated_media').delete().in('id', ids).select('id, thumbnail_url');
  if (error) throw error;
  const known = new Set(stored.flatMap(thumbnailOf));
  await removeFiles(data.flatMap(thumbnailOf).filter((path) => !known.has(path)));
}

/** The path of its thumbnail, if it has one. */
function thumbnailOf({ thumbnail_url }: Pick<LibraryRow, 'thumbnail_url'>): string[] {
  const path = pathOf(thumbnail_url ?? '');
  return path ? [path] : [];
}

async function removeFiles(paths: string[]): Promise<void> {
  if (paths.length === 0) return;
  const { error } = await (await bucket()).remove(paths);
  if (error) throw error;
}
