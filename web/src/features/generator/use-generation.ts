import { useEffect, useState } from 'react';

import { type Generation, type GenerationChange, readGeneration, watchGenerations } from '@/lib/generations';

/** `starting` until its row is read, `gone` once it was deleted. */
export type GenerationState = { status: 'none' | 'starting' | 'gone' } | { status: 'known'; row: Generation };

/** Follow one generation by its id, from its start to its end. */
export function useGeneration(userId: string, id: string | null): GenerationState {
  const [generation, setGeneration] = useState<GenerationState>({ status: 'none' });
  useEffect(() => {
    setGeneration({ status: id ? 'starting' : 'none' });
    if (!id) return;
    let stopped = false;
    const show = (row: Generation | null) => stopped || !row || setGeneration({ status: 'known', row });
    const read = () => void watch.read(readGeneration(id), show).catch(() => undefined);
    const watch = watchGenerations(userId, {
      inserted: (row) => row.id === id && show(row),
      updated: (change) => change.id === id && setGeneration((known) => merge(known, change)),
      deleted: (deletedId) => deletedId === id && setGeneration({ status: 'gone' }),
      synced: read,
    });
    read();
    return () => {
      stopped = true;
      watch.stop();
    };
  }, [userId, id]);
  return generation;
}

function merge(known: GenerationState, change: GenerationChange): GenerationState {
  return known.status === 'known' ? { status: 'known', row: { ...known.row, ...change } } : known;
}

/** Seconds since `from`, updated every second while `counting`. */
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
