import { useEffect, useEffectEvent, useReducer, useRef, useState } from 'react';

import { watchFavourites } from '@/lib/favourites';
import { type Generation, watchGenerations } from '@/lib/generations';

import { readCurrentGenerations } from './api';
import { type CurrentGenerations, NO_GENERATIONS, reduceGenerations } from './current-generations';

/** Follow the user's unfinished generations, and those of one set. */
export function useCurrentGenerations(userId: string, setId: string | null): CurrentGenerations {
  const [current, dispatch] = useReducer(reduceGenerations, NO_GENERATIONS);
  const started = useRef(0);
  const shown = useRef(0);
  const read = useEffectEvent((watch: ReturnType<typeof watchGenerations>) => {
    started.current += 1;
    const number = started.current;
    // A slow read must not replace the rows of a later one: it misses what started meanwhile.
    const show = (rows: Generation[]) => {
      if (number < shown.current) return;
      shown.current = number;
      dispatch({ type: 'read', rows });
    };
    void watch.read(readCurrentGenerations(setId), show).catch(() => undefined);
  });
  useEffect(() => {
    const watch = watchGenerations(userId, {
      inserted: (row) => dispatch({ type: 'inserted', row }),
      updated: (change) => dispatch({ type: 'updated', change }),
      deleted: (id) => dispatch({ type: 'deleted', id }),
      synced: () => read(watch),
    });
    read(watch);
    return watch.stop;
  }, [userId, setId]);
  useEffect(() => watchFavourites((change) => dispatch({ type: 'updated', change })), []);
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
