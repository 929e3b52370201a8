import { useEffect, useEffectEvent, useReducer, useRef, useState } from 'react';

import { type Generation, type GenerationChange, readGeneration, type Watch, watchGenerations } from '@/lib/generations';
import type { PageReading } from '@/lib/loadable';

import { PAGE_ROWS, readAgain, readPage } from './api';
import type { Filter, LibraryRow } from './filter';
import { countFresh, NO_ROWS, reduceRows, type RowsAction } from './rows';
import { historyState } from './use-address';

/** Users who scroll usually continue, so later pages are larger. */
const NEXT_ROWS = 96;
/** The most rows of one request, after the Back button or to select all. PostgREST returns 1000, and one more shows whether there are more. */
const MOST_ROWS = 999;

/** The user's library, page by page, updated by realtime changes. */
export function useLibrary(userId: string, filter: Filter) {
  const [list, dispatch] = useReducer(reduceRows, NO_ROWS);
  const { rows, more } = list;
  const [reading, setReading] = useState<PageReading>('first');
  const watch = useRef<Watch>(null);
  const latest = useRef(0);

  const arrive = useEffectEvent((row: Generation | null) => row && dispatch({ type: 'arrived', row, filter }));
  const change = useEffectEvent((changed: GenerationChange) => {
    if (rows.some(({ id }) => id === changed.id)) return dispatch({ type: 'changed', change: changed, filter });
    // The change may make a row match the filter.
    watch.current?.read(readGeneration(changed.id), arrive).catch(ignore);
  });
  const refresh = useEffectEvent(() => {
    // After a failure the rows may be those of another filter.
    const known = reading === 'failed' ? [] : rows;
    show(readAgain(userId, filter, known), (found) =>
      reading === 'failed' ? { type: 'replaced', page: found.page } : { type: 'refreshed', refresh: found },
    ).then((current) => current && setReading(recovered), ignore);
  });

  useEffect(() => {
    const watching = watchGenerations(userId, {
      inserted: (row) => arrive(row),
      updated: (changed) => change(changed),
      deleted: (id) => dispatch({ type: 'deleted', ids: [id] }),
      synced: () => refresh(),
    });
    watch.current = watching;
    return () => watching.stop();
  }, [userId]);

  /** Show the result of a read, unless a newer read has begun. */
  function show<Result>(result: Promise<Result>, toAction: (result: Result) => RowsAction) {
    const asked = latest.current;
    const current = () => asked === latest.current;
    const shown = watch.current?.read(result, (found) => current() && dispatch(toAction(found)));
    return Promise.resolve(shown).then(current, (problem: unknown) => {
      if (current()) throw problem;
      return false;
    });
  }

  function read(after?: LibraryRow, most = NEXT_ROWS) {
    latest.current += 1;
    setReading(after ? 'more' : 'first');
    const type = after ? 'appended' : 'replaced';
    const count = after ? most : Math.min(Math.max(historyState().rows ?? 0, PAGE_ROWS), MOST_ROWS);
    show(readPage(userId, filter, after, count), (page) => ({ type, page })).then(
      (current) => current && setReading('idle'),
      () => setReading(after ? 'more-failed' : 'failed'),
    );
  }
  const readFirst = useEffectEvent(() => read());
  useEffect(() => readFirst(), [userId, filter]);

  const readMore = () => reading === 'more' || reading === 'first' || read(rows.at(-1));
  const readRest = () => read(rows.at(-1), MOST_ROWS);
  /** Make a change by the user in the list. It is not made again in the list of another filter. */
  function apply(action: RowsAction) {
    const asked = latest.current;
    watch.current?.change(() => asked === latest.current && dispatch(action));
  }
  const merge = () => dispatch({ type: 'merged' });
  return { rows, more, fresh: countFresh(list), merge, reading, readMore, readRest, retry: () => read(), apply };
}

/** A refresh after a reconnect clears an earlier failure. */
function recovered(reading: PageReading): PageReading {
  return reading === 'failed' || reading === 'more-failed' ? 'idle' : reading;
}

function ignore() {
  // The refresh after the next reconnect reads it again.
}
