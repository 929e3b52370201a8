import { collections as texts } from '@/texts';

import type { Generation } from './generations';
import { inBatches } from './in-batches';
import { createStore } from './store';
import { database } from './supabase/database';
import { toast } from './toasts';

/** The results that were marked or unmarked last in this page: the pane and the library show the same. */
const changedFavourites = createStore<{ ids: string[]; on: boolean; stored: boolean }>({ ids: [], on: false, stored: true });

export function isFavourite({ favorites = [] }: Pick<Generation, 'favorites'>): boolean {
  return favorites.length > 0;
}

/**
 * Mark these results as favourites; if all are, unmark them. The page shows the change at once, and undoes it if the request fails: then
 * it returns false. After the request it shows the change again: rows that were read during it may be older.
 */
export async function toggleFavourites(rows: Generation[]): Promise<boolean> {
  const ids = rows.map(({ id }) => id);
  const on = !rows.every(isFavourite);
  const change = { ids, on, stored: false };
  changedFavourites.set(change);
  try {
    await write(ids, on);
    if (changedFavourites.get() === change) changedFavourites.set({ ...change, stored: true });
    return true;
  } catch {
    changedFavourites.set({ ids, on: !on, stored: true });
    toast(texts.failed, 'bad');
    return false;
  }
}

/** A row that was marked or unmarked. */
export type FavouriteChange = Pick<Generation, 'id' | 'favorites'>;

/** Call this with the rows that are marked or unmarked, first before they are stored. @returns a function that ends this */
export function watchFavourites(onChange: (changes: FavouriteChange[], stored: boolean) => void): () => void {
  return changedFavourites.subscribe(() => {
    const { ids, on, stored } = changedFavourites.get();
    const favorites = on ? [{}] : [];
    onChange(
      ids.map((id) => ({ id, favorites })),
      stored,
    );
  });
}

async function write(ids: string[], on: boolean): Promise<void> {
  const table = (await database()).from('favorites');
  await inBatches(ids, async (some) => {
    const { error } = on
      ? await table.upsert(some.map((generation_id) => ({ generation_id })), { ignoreDuplicates: true, defaultToNull: false })
      : await table.delete().in('generation_id', some);
    if (error) throw error;
  });
}
