import { useEffect, useEffectEvent, useRef, useState } from 'react';

import { type Pickable, readCreated, readUploaded } from './picker-api';

const TYPING_MS = 250;

type List = { status: 'loading' | 'failed' | 'ready'; items: Pickable[]; more: boolean };

/** The user's results that match a search, or the user's uploads; page by page. */
export function usePickables(userId: string, shelf: 'created' | 'uploaded', search: string) {
  const [list, setList] = useState<List>({ status: 'loading', items: [], more: false });
  const latest = useRef(0);

  function read(known: Pickable[]) {
    latest.current += 1;
    const asked = latest.current;
    const show = (next: List) => asked === latest.current && setList(next);
    show({ status: 'loading', items: known, more: false });
    const reading = shelf === 'created' ? readCreated(search, known.length) : readUploaded(userId, known.length);
    reading.then(
      ({ items, more }) => show({ status: 'ready', items: [...known, ...items], more }),
      () => show({ status: 'failed', items: known, more: false }),
    );
  }

  const readFirst = useEffectEvent(() => read([]));
  useEffect(() => {
    const timer = setTimeout(readFirst, search ? TYPING_MS : 0);
    return () => clearTimeout(timer);
  }, [userId, shelf, search]);

  const remove = (path: string) => setList((known) => ({ ...known, items: known.items.filter((item) => item.path !== path) }));

  return { ...list, readMore: () => read(list.items), remove };
}
