import { useEffect, useEffectEvent, useRef } from 'react';

import type { PageReading } from '@/lib/loadable';

import type { Filter } from './filter';
import { keep, kept } from './use-address';

/** Keeps in the history how far the user scrolled, and returns there after the Back button or a reload. */
export function useWayBack(filter: Filter, { rows, reading }: { rows: unknown[]; reading: PageReading }) {
  const scroll = useRef<number>(undefined);
  useEffect(() => {
    history.scrollRestoration = 'manual';
    const leave = () => keep({ scroll: scrollY });
    addEventListener('pagehide', leave);
    return () => removeEventListener('pagehide', leave);
  }, []);
  useEffect(() => {
    scroll.current = kept().scroll;
  }, [filter]);
  const arrive = useEffectEvent(() => {
    keep({ rows: rows.length });
    if (scroll.current !== undefined) scrollTo({ top: scroll.current, behavior: 'instant' });
    scroll.current = undefined;
  });
  useEffect(() => {
    if (reading === 'idle') arrive();
  }, [reading, rows.length]);
}
