import { useEffect, useEffectEvent, useReducer, useRef, useState } from 'react';

import { type Generation, type GenerationChange, readGeneration, type Watch, watchGenerations } from '@/lib/generations';

import { type Page, PAGE_ROWS, readPage } from './api';
import type { Filter } from './filter';
import { reduceRows } from './rows';

/** Who scrolls on is likely to go on. */
const NEXT_ROWS = 96;
const MOST_REFRESHED = 96;

/** `first` and `more` while a page is read, `failed` and `more-failed` when it could not be. */
export type Reading = 'first' | 'more' | 'failed' | 'more-failed' | 'no';

/** The user's library, read page by page and live. */
export function useLibrary(userId: string, filter: Filter) {
  const [{ rows, more }, dispatch] = useReducer(reduceRows, { rows: [], more: false });
  const [reading, setReading] = useState<Reading>('first');
  const watch = useRef<Watch>(null);
  const latest = useRef(0);

  const arrive = useEffectEvent((row: Generation | null) => row && dispatch({ type: 'arrived', row, filter }));
  const change = useEffectEvent((changed: GenerationChange) => {
    if (rows.some(({ id }) => id === changed.id)) return dispatch({ type: 'changed', change: changed, filter });
    // A row that was not shown may belong here now.
    watch.current?.read(readGeneration(changed.id), arrive).catch(ignore);
  });
  const refresh = useEffectEvent(() => {
    const many = Math.min(Math.max(rows.length, PAGE_ROWS), MOST_REFRESHED);
    // What is shown after a failure belongs to another choice of filters.
    const type = reading === 'failed' ? 'replaced' : 'refreshed';
    show(readPage(userId, filter, undefined, many), type).then((current) => current && setReading(recovered), ignore);
  });

  useEffect(() => {
    const watching = watchGenerations(userId, {
      inserted: (row) => arrive(row),
      updated: (changed) => change(changed),
      deleted: (id) => dispatch({ type: 'deleted', id }),
      synced: () => refresh(),
    });
    watch.current = watching;
    return () => watching.stop();
  }, [userId]);

  /** Shows a page, unless the library was asked for another one in the meantime. */
  function show(page: Promise<Page>, type: 'replaced' | 'appended' | 'refreshed') {
    const asked = latest.current;
    const current = () => asked === latest.current;
    const shown = watch.current?.read(page, (answer) => current() && dispatch({ type, page: answer }));
    return Promise.resolve(shown).then(current, (problem: unknown) => {
      if (current()) throw problem;
      return false;
    });
  }

  function read(after?: Generation) {
    latest.current += 1;
    setReading(after ? 'more' : 'first');
    show(readPage(userId, filter, after, after ? NEXT_ROWS : PAGE_ROWS), after ? 'appended' : 'replaced').then(
      (current) => current && setReading('no'),
      () => setReading(after ? 'more-failed' : 'failed'),
    );
  }
  const readAnew = useEffectEvent(() => read());
  useEffect(() => readAnew(), [userId, filter]);

  const readMore = () => reading === 'more' || reading === 'first' || read(rows.at(-1));
  return { rows, more, reading, readMore, retry: () => read(), dispatch };
}

/** Once the connection is back, what failed is no longer so. */
function recovered(reading: Reading): Reading {
  return reading === 'failed' || reading === 'more-failed' ? 'no' : reading;
}

function ignore() {
  // What could not be read now is read when the connection is back.
}
