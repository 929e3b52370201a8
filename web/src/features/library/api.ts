import { type Generation, GENERATION_COLUMNS } from '@/lib/generations';
import { containing } from '@/lib/search';
import { database } from '@/lib/supabase/database';
import { bucket } from '@/lib/supabase/storage';

import type { Filter } from './filter';

export type Page = { rows: Generation[]; more: boolean };

export const PAGE_ROWS = 24;

/** The user's runs, newest first, from below `after` on. */
export async function readPage(userId: string, filter: Filter, after?: Generation, rows = PAGE_ROWS): Promise<Page> {
  const client = await database();
  let query = client.from('generated_media').select(GENERATION_COLUMNS).eq('user_id', userId);
  if (filter.type !== 'all') query = query.eq('media_type', filter.type);
  if (filter.status === 'running') query = query.in('status', ['pending', 'processing']);
  else if (filter.status !== 'all') query = query.eq('status', filter.status);
  if (filter.search.trim()) query = query.ilike('prompt', containing(filter.search));
  if (after) {
    const { created_at, id } = after;
    query = query.lte('created_at', created_at).or(`created_at.lt.${created_at},id.lt.${id}`);
  }
  const { data, error } = await query
    .order('created_at', { ascending: false })
    .order('id', { ascending: false })
    .limit(rows + 1)
    .overrideTypes<Generation[], { merge: false }>();
  if (error) throw error;
  return { rows: data.slice(0, rows), more: data.length > rows };
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
