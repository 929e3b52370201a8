import { useEffect, useEffectEvent, useReducer, useRef, useState } from 'react';

import { watchFavourites } from '@/lib/favourites';
import { type Watch, watchGenerations } from '@/lib/generations';
import { createReadOrder } from '@/lib/read-order';

import { readCurrentGenerations } from './api';
import { type CurrentGenerations, NO_GENERATIONS, reduceGenerations } from './current-generations';

/** Follow the user's unfinished generations, and those of one set. */
export function useCurrentGenerations(userId: string, setId: string | null): CurrentGenerations {
  const [current, dispatch] = useReducer(reduceGenerations, NO_GENERATIONS);
  const [begin] = useState(createReadOrder);
  const watching = useRef<Watch>(null);
  const read = useEffectEvent(() => {
    const isNewest = begin();
    void watching.current?.read(readCurrentGenerations(setId), (rows) => isNewest() && dispatch({ type: 'read', rows })).catch(() => undefined);
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
  useEffect(() => read(), [userId, setId]);
  useEffect(() => watchFavourites((change) => watching.current?.change(() => dispatch({ type: 'updated', change }))), []);
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
