import { useEffect, useEffectEvent, useRef, useState } from 'react';

import type { PageReading } from '@/lib/loadable';
import { toast } from '@/lib/toasts';
import { lightbox } from '@/texts';

import { readOne } from './api';
import type { LibraryRow } from './filter';

type List = { rows: LibraryRow[]; reading: PageReading };

/** The rows through which the lightbox goes: the list, or one generation that is not in it. Null while the lightbox is closed. */
export function useLightboxRows(userId: string, { rows, reading }: List, item: string | null, open: (id: string) => void, close: () => void): LibraryRow[] | null {
  const [alone, setAlone] = useState<LibraryRow | null>(null);
  const listed = useRef<{ id: string; place: number } | null>(null);
  const place = rows.findIndex(({ id }) => id === item);
  const isListed = place >= 0;

  const missing = useEffectEvent(() => {
    toast(lightbox.missing, 'bad');
    close();
  });
  const read = useEffectEvent((id: string) => {
    // The generation was in the list: it was deleted, or no longer matches the filter. Go on to the next one.
    if (listed.current?.id === id) {
      const next = rows[listed.current.place] ?? rows.at(-1);
      return next ? open(next.id) : close();
    }
    readOne(userId, id).then((row) => (row ? setAlone(row) : missing()), missing);
  });
  useEffect(() => {
    if (item && !isListed && reading !== 'first') read(item);
    listed.current = item && isListed ? { id: item, place } : null;
  }, [item, isListed, place, reading]);

  if (isListed) return rows;
  return item && alone?.id === item ? [alone] : null;
}
