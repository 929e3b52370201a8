import { useEffect, useEffectEvent, useReducer, useState } from 'react';

import { watchGenerations } from '@/lib/generations';

import { readRuns } from './api';
import { NO_RUNS, reduceRuns, type Runs } from './runs';

/** Follow the user's generations that run or wait, and those of one set. */
export function useRuns(userId: string, setId: string | null): Runs {
  const [runs, dispatch] = useReducer(reduceRuns, NO_RUNS);
  const read = useEffectEvent((watch: ReturnType<typeof watchGenerations>) => {
    void watch.read(readRuns(setId), (rows) => dispatch({ type: 'read', rows })).catch(() => undefined);
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
  return runs;
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
