import { useEffect, useEffectEvent, useReducer, useRef, useState } from 'react';

import { watchFavourites } from '@/lib/favourites';
import { type Generation, isUnfinished, readGeneration, type Watch, watchGenerations } from '@/lib/generations';
import { createReadOrder } from '@/lib/read-order';

import { readCurrentGenerations } from './api';
import { type CurrentGenerations, newestSet, NO_GENERATIONS, reduceGenerations } from './current-generations';
import { whenPaneMayLoad } from './load-pane';
import type { Followed } from './use-followed';

/** How many seconds after the first failure of a read, and after each further one, it is tried again. */
const RETRY_AFTER = [2, 5, 15];

/** Follow the user's unfinished generations, and those of one set. If there is none yet, begin with their newest one. */
export function useCurrentGenerations(userId: string, { id: setId, followNewest }: Followed): CurrentGenerations {
  const [current, dispatch] = useReducer(reduceGenerations, NO_GENERATIONS);
  const [begin] = useState(createReadOrder);
  const watching = useRef<Watch>(null);
  /** The newest set, after it was read whole and before the pane shows it. */
  const newest = useRef<string>(null);
  /** How many reads have failed since the last one that did not. */
  const [failures, setFailures] = useState(0);
  /** A generation that ended shortly before the read is not in it, and its realtime event may come later, or not at all. */
  const withEnded = useEffectEvent(async (rows: Generation[]) => {
    const ids = new Set(rows.map(({ id }) => id));
    const missing = current.rows.filter((row) => isUnfinished(row) && !ids.has(row.id));
    const ended = await Promise.all(missing.map(({ id }) => readGeneration(id)));
    return [...rows, ...ended.filter((row) => row !== null)];
  });
  const read = useEffectEvent(() => {
    const isNewest = begin();
    function show(rows: Generation[]) {
      if (!isNewest()) return;
      dispatch({ type: 'read', rows });
      setFailures(0);
      if (setId) return;
      newest.current = newestSet(rows);
      if (newest.current) followNewest(newest.current);
    }
    void watching.current?.read(readCurrentGenerations(setId).then(withEnded), show).catch(() => {
      dispatch({ type: 'failed' });
      setFailures((count) => count + 1);
    });
  });
  useEffect(() => {
    const watch = watchGenerations(userId, {
      inserted: (row) => dispatch({ type: 'inserted', row }),
      updated: (change) => dispatch({ type: 'updated', change }),
      deleted: (id) => dispatch({ type: 'deleted', id }),
      synced: () => read(),
    });
    watching.current = watch;
    return watch.stop;
  }, [userId]);
  useEffect(() => {
    if (!setId) {
      void whenPaneMayLoad().then(() => read());
      return;
    }
    if (setId !== newest.current) read();
    newest.current = null;
  }, [userId, setId]);
  useEffect(() => {
    const seconds = RETRY_AFTER[failures - 1];
    const timer = seconds && setTimeout(() => read(), seconds * 1000);
    return () => clearTimeout(timer);
  }, [failures]);
  useEffect(
    () =>
      watchFavourites((changes) => {
        for (const change of changes) watching.current?.change(() => dispatch({ type: 'updated', change }));
      }),
    [],
  );
  return current;
}

/** Seconds since `from`, updated every second. */
export function useElapsed(from: string): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  return Math.max(0, (now - Date.parse(from)) / 1000);
}
