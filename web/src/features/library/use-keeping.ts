import { useEffect, useEffectEvent, useState } from 'react';

import type { Loadable } from '@/lib/loadable';
import { toast } from '@/lib/toasts';
import { useRead } from '@/lib/use-read';
import { collections as texts } from '@/texts';

import { isFavourite, type Filter, type LibraryRow, NO_FILTER } from './filter';
import { type Collection, readCollections, removeFromCollection, setFavourites } from './keeping-api';
import type { useLibrary } from './use-library';

const NONE: Collection[] = [];

/** Favourites and collections of the user. What is open in the lightbox stays in the list until it is left. */
export function useKeeping(filter: Filter, { dispatch }: ReturnType<typeof useLibrary>, opened: string | null) {
  const { state, again } = useRead(readCollections);
  /** The results that are added to a collection; an empty list while the collections are managed. */
  const [adding, setAdding] = useState<LibraryRow[] | null>(null);

  const leave = useEffectEvent((id: string) => dispatch({ type: 'changed', change: { id }, filter }));
  useEffect(() => (opened ? () => leave(opened) : undefined), [opened]);

  /** Marks them, unless all are marked already. The page shows it at once, and takes it back if it fails. */
  async function favour(rows: LibraryRow[]) {
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

  return { collections: listOf(state), again, adding, setAdding, favour, removeFrom };
}

function listOf(state: Loadable<Collection[]>): Collection[] {
  return state.status === 'ready' ? state.data : NONE;
}
