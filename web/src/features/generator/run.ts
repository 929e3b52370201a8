import { useEffect, useState } from 'react';

import { type Generation, type GenerationChange, readGeneration, watchGenerations } from '@/lib/generations';

/** `starting` until its row is there, `gone` once it was deleted. */
export type Run = { status: 'none' | 'starting' | 'gone' } | { status: 'known'; row: Generation };

/** Follows one run from its start to its end, by its id. */
export function useRun(userId: string, id: string | null): Run {
  const [run, setRun] = useState<Run>({ status: 'none' });
  useEffect(() => {
    setRun({ status: id ? 'starting' : 'none' });
    if (!id) return;
    let left = false;
    const show = (row: Generation | null) => left || !row || setRun({ status: 'known', row });
    const read = () => void watch.read(readGeneration(id), show).catch(() => undefined);
    const watch = watchGenerations(userId, {
      inserted: (row) => row.id === id && show(row),
      updated: (change) => change.id === id && setRun((known) => merge(known, change)),
      deleted: (deleted) => deleted === id && setRun({ status: 'gone' }),
      synced: read,
    });
    read();
    return () => {
      left = true;
      watch.stop();
    };
  }, [userId, id]);
  return run;
}

function merge(known: Run, change: GenerationChange): Run {
  return known.status === 'known' ? { status: 'known', row: { ...known.row, ...change } } : known;
}

/** Seconds since `from`, counted while `counting`. */
export function useElapsed(from: string, counting: boolean): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    if (!counting) return;
    setNow(Date.now());
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, [counting]);
  return Math.max(0, (now - Date.parse(from)) / 1000);
}
