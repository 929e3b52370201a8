import { inBatches } from '@/lib/in-batches';
import { locale } from '@/lib/locale';
import { database } from '@/lib/supabase/database';

/** `size` is how many results it holds; `used` is when one was added to it last. */
export type Collection = { id: string; name: string; size: number; used: number };

/** PostgREST counts the items. The newest one tells when the collection was used. */
const COLUMNS = 'id, name, created_at, collection_items(count), newest:collection_items(added_at)';

type Read = { id: string; name: string; created_at: string; collection_items: { count: number }[]; newest: { added_at: string }[] };

function toCollection({ id, name, created_at, collection_items: [counted], newest: [newest] }: Read): Collection {
  return { id, name, size: counted?.count ?? 0, used: Date.parse(newest?.added_at ?? created_at) };
}

/** "Client 2" is before "Client 10". */
const byName = new Intl.Collator(locale, { numeric: true });

/** The user's collections by name. @throws {Error} */
export async function readCollections(): Promise<Collection[]> {
  const newest = { referencedTable: 'newest' };
  const all = (await database()).from('collections').select(COLUMNS);
  const { data, error } = await all.order('added_at', { ...newest, ascending: false }).limit(1, newest);
  if (error) throw error;
  return data.map(toCollection).toSorted((one, other) => byName.compare(one.name, other.name));
}

/** @throws {Error} with SQL's message, if the name is taken or there are too many */
export async function createCollection(name: string): Promise<Collection> {
  const { data, error } = await (await database()).from('collections').insert({ name }).select(COLUMNS).single();
  if (error) throw error;
  return toCollection(data);
}

/** @throws {Error} with SQL's message, if the name is taken */
export async function renameCollection(id: string, name: string): Promise<void> {
  const { error } = await (await database()).from('collections').update({ name }).eq('id', id);
  if (error) throw error;
}

/** Delete a collection, not its results. @throws {Error} */
export async function deleteCollection(id: string): Promise<void> {
  const { error } = await (await database()).from('collections').delete().eq('id', id);
  if (error) throw error;
}

/** @throws {Error} with SQL's message, if the collection is full */
export async function addToCollection(collection_id: string, ids: string[]): Promise<void> {
  const rows = ids.map((generation_id) => ({ collection_id, generation_id }));
  const table = (await database()).from('collection_items');
  const { error } = await table.upsert(rows, { ignoreDuplicates: true, defaultToNull: false });
  if (error) throw error;
}

/** @throws {Error} */
export async function removeFromCollection(collection_id: string, ids: string[]): Promise<void> {
  const table = (await database()).from('collection_items');
  await inBatches(ids, async (some) => {
    const { error } = await table.delete().eq('collection_id', collection_id).in('generation_id', some);
    if (error) throw error;
  });
}
