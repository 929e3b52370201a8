import { publicUrl } from '@/lib/media';
import { likePatterns } from '@/lib/prompt-search';
import { database } from '@/lib/supabase/database';
import { bucket } from '@/lib/supabase/storage';
import { picker } from '@/texts';

export type Pickable = { path: string; url: string; label: string };
export type Page = { items: Pickable[]; more: boolean };

const PAGE = 24;

/** The user's completed pictures that match a search, newest first. */
export async function readCreated(search: string, offset: number): Promise<Page> {
  const client = await database();
  let query = client
    .from('generated_media')
    .select('id, prompt, media_url, storage_path, thumbnail_url')
    .eq('media_type', 'image')
    .eq('status', 'completed');
  for (const pattern of likePatterns(search)) query = query.ilike('search_text', pattern);
  const { data, error } = await query
    .order('created_at', { ascending: false })
    .order('id', { ascending: false })
    .range(offset, offset + PAGE);
  if (error) throw error;
  const items = data.map((row) => ({ path: row.storage_path, url: row.thumbnail_url || row.media_url, label: row.prompt }));
  return { items: items.slice(0, PAGE), more: items.length > PAGE };
}

/** The user's uploads, newest first. */
export async function readUploaded(userId: string, offset: number): Promise<Page> {
  const folder = `${userId}/uploads`;
  const { data, error } = await (await bucket()).list(folder, {
    limit: PAGE + 1,
    offset,
    sortBy: { column: 'created_at', order: 'desc' },
  });
  if (error) throw error;
  const files = data.filter(({ id, name }) => id && !name.startsWith('.')).map(({ name }) => `${folder}/${name}`);
  const items = files.map((path) => ({ path, url: publicUrl(path), label: picker.upload }));
  return { items: items.slice(0, PAGE), more: data.length > PAGE };
}

/** Delete an upload. @throws {Error} */
export async function removeUploaded(path: string): Promise<void> {
  const { error } = await (await bucket()).remove([path]);
  if (error) throw error;
}
