import { useEffect, useEffectEvent, useState } from 'react';

import { type FavouriteChange, isFavourite, toggleFavourites, watchFavourites } from '@/lib/favourites';
import type { Loadable } from '@/lib/loadable';
import { toast, undoBy } from '@/lib/toasts';
import { useRead } from '@/lib/use-read';
import { withResult } from '@/lib/with-result';
import { collections as texts } from '@/texts';

import { type Filter, type LibraryRow, NO_FILTER } from './filter';
import { type Collection, readCollections, removeFromCollection } from './collections-api';
import type { useLibrary } from './use-library';

const NONE: Collection[] = [];

/**
 * Favourites and collections of the user. If the generation in the lightbox is no longer a favourite, it stays in a list of favourites
 * until the lightbox leaves it.
 */
export function useCollections(filter: Filter, { rows: loaded, apply, retry }: ReturnType<typeof useLibrary>, opened: string | null) {
  const { state, again } = useRead(readCollections);
  /** The results to add in the dialog of collections; empty if it manages the collections, null while it is closed. */
  const [adding, setAdding] = useState<LibraryRow[] | null>(null);

  const mark = useEffectEvent((changes: FavouriteChange[], stored: boolean) => {
    for (const change of changes) apply({ type: 'changed', change, filter: change.id === opened ? NO_FILTER : filter });
    // A list of favourites reads what was marked elsewhere, or again, or could not be unmarked.
    const listed = new Set(loaded.map(({ id }) => id));
    if (stored && filter.favourites && changes.some((change) => isFavourite(change) && !listed.has(change.id))) retry();
  });
  useEffect(() => watchFavourites(mark), []);

  const leave = useEffectEvent((id: string) => apply({ type: 'changed', change: { id }, filter }));
  useEffect(() => (opened ? () => leave(opened) : undefined), [opened]);

  /** In a list of favourites, unmarked rows leave; of several, nobody remembers which they were. So the message can mark them again. */
  async function favourite(chosen: LibraryRow[]) {
    const { done, without } = withResult(chosen);
    const unmarked = done.every(isFavourite);
    if (done.length === 0 || !(await toggleFavourites(done))) return;
    if (!unmarked && without) toast(`${texts.marked(done.length, chosen.length)} ${without}`);
    if (!unmarked || (!filter.favourites && done.length === 1)) return;
    const restore = () => toggleFavourites(done.map((row) => ({ ...row, favorites: [] })));
    toast(texts.unmarked(done.length), 'plain', undoBy(() => void restore()));
  }

  async function removeFrom(collection: string, rows: LibraryRow[]) {
    const ids = rows.map(({ id }) => id);
    try {
      await removeFromCollection(collection, ids);
      apply({ type: 'deleted', ids });
      toast(texts.removed(ids.length), 'good');
    } catch {
      toast(texts.failed, 'bad');
    }
  }

  const list = listOf(state);
  /** Open the dialog, with the sizes that the collections have now. */
  function add(rows: LibraryRow[]) {
    again();
    setAdding(rows);
  }

  return { list, none: state.status === 'ready' && list.length === 0, again, adding, add, close: () => setAdding(null), favourite, removeFrom };
}

function listOf(state: Loadable<Collection[]>): Collection[] {
  return state.status === 'ready' ? state.data : NONE;
}
