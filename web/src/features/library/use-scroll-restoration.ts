import { useEffect, useEffectEvent, useRef } from 'react';

import type { PageReading } from '@/lib/loadable';

import type { Filter } from './filter';
import { historyState, storeInHistory } from './use-address';

/** Stores in the history entry how far the user has scrolled, and scrolls there after the Back button or a reload. */
export function useScrollRestoration(filter: Filter, { rows, reading }: { rows: unknown[]; reading: PageReading }) {
  const scroll = useRef<number>(undefined);
  useEffect(() => {
    history.scrollRestoration = 'manual';
    const leave = () => storeInHistory({ scroll: scrollY });
    addEventListener('pagehide', leave);
    return () => removeEventListener('pagehide', leave);
  }, []);
  useEffect(() => {
    scroll.current = historyState().scroll;
  }, [filter]);
  const arrive = useEffectEvent(() => {
    storeInHistory({ rows: rows.length });
    if (scroll.current !== undefined) scrollTo({ top: scroll.current, behavior: 'instant' });
    scroll.current = undefined;
  });
  useEffect(() => {
    if (reading === 'idle') arrive();
  }, [reading, rows.length]);
}
