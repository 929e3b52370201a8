import { useEffect, useEffectEvent, useState } from 'react';

import type { Loadable } from '@/lib/loadable';
import { toast } from '@/lib/toasts';
import { useRead } from '@/lib/use-read';
import { collections as texts } from '@/texts';

import { isFavourite, type Filter, type LibraryRow, NO_FILTER } from './filter';
import { type Collection, readCollections, removeFromCollection, setFavourites } from './collections-api';
import type { useLibrary } from './use-library';

const NONE: Collection[] = [];

/**
 * Favourites and collections of the user. If the generation in the lightbox is no longer a favourite, it stays in a list of favourites
 * until the lightbox leaves it.
 */
export function useCollections(filter: Filter, { dispatch }: ReturnType<typeof useLibrary>, opened: string | null) {
  const { state, again } = useRead(readCollections);
  /** The results to add in the dialog of collections; empty if it manages the collections, null while it is closed. */
  const [adding, setAdding] = useState<LibraryRow[] | null>(null);

  const leave = useEffectEvent((id: string) => dispatch({ type: 'changed', change: { id }, filter }));
  useEffect(() => (opened ? () => leave(opened) : undefined), [opened]);

  /** Mark these rows as favourites; if all are, unmark them. The page shows the change at once, and undoes it if the request fails. */
  async function toggleFavourites(rows: LibraryRow[]) {
    const done = rows.filter(({ status }) => status === 'completed');
    const on = !done.every(isFavourite);
    const show = (shown: boolean) => {
      for (const { id } of done) {
        const change = { id, favorites: shown ? [{}] : [] };
        dispatch({ type: 'changed', change, filter: id === opened ? NO_FILTER : filter });
      }
    };
    show(on);
    try {
      await setFavourites(done.map(({ id }) => id), on);
    } catch {
      show(!on);
      toast(texts.failed, 'bad');
    }
  }

  async function removeFrom(collection: string, rows: LibraryRow[]) {
    const ids = rows.map(({ id }) => id);
    try {
      await removeFromCollection(collection, ids);
      dispatch({ type: 'deleted', ids });
      toast(texts.removed(ids.length), 'good');
    } catch {
      toast(texts.failed, 'bad');
    }
  }

  return { list: listOf(state), again, adding, setAdding, toggleFavourites, removeFrom };
}

function listOf(state: Loadable<Collection[]>): Collection[] {
  return state.status === 'ready' ? state.data : NONE;
}
