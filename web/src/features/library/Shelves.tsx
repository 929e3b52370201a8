import { memo, useEffect, useRef, useState } from 'react';

import type { Generation } from '@/lib/generations';

import { MediaCard } from './MediaCard';
import { libraryGrid } from './grid';

// A multiple of two, three, four, six and eight, so that every row of cards is full.
const SHELF_ROWS = 24;
const NEAR = '1500px 0px';

type Props = {
  rows: Generation[];
  busy: boolean;
  nameOfModel: (id: string | null) => string;
  onOpen: (id: string) => void;
};

/** The cards in groups ("shelves"). A group far from the screen is replaced by an empty element of the same height. */
export function Shelves({ rows, busy, ...shelf }: Props) {
  const starts = Array.from({ length: Math.ceil(rows.length / SHELF_ROWS) }, (_, number) => number * SHELF_ROWS);
  return (
    <div role="list" aria-busy={busy} className="grid gap-3 sm:gap-4">
      {starts.map((start) => (
        <Shelf key={start} rows={rows.slice(start, start + SHELF_ROWS)} stays={start === 0} {...shelf} />
      ))}
    </div>
  );
}

/** The first group always has its cards, so that keyboard and screen reader reach the list. */
type ShelfProps = Omit<Props, 'busy'> & { stays: boolean };

const Shelf = memo(function Shelf({ rows, stays, nameOfModel, onOpen }: ShelfProps) {
  const { place, emptyHeight } = useEmptyWhenFar(stays);
  return (
    <div
      ref={place}
      style={{ height: emptyHeight }}
      className={libraryGrid}
    >
      {emptyHeight === undefined &&
        rows.map((row) => <MediaCard key={row.id} row={row} modelName={nameOfModel(row.model_id)} onOpen={onOpen} />)}
    </div>
  );
}, isSame);

/** Memoised, because most changes concern one group or append one. */
function isSame(before: ShelfProps, after: ShelfProps): boolean {
  return (
    before.nameOfModel === after.nameOfModel &&
    before.onOpen === after.onOpen &&
    before.rows.length === after.rows.length &&
    before.rows.every((row, place) => row === after.rows[place])
  );
}

/** The height to reserve while an element is far from the screen; undefined while it is near. */
function useEmptyWhenFar(never: boolean) {
  const place = useRef<HTMLDivElement>(null);
  const [emptyHeight, setEmptyHeight] = useState<number>();
  useEffect(() => {
    if (!place.current || never) return;
    const observer = new IntersectionObserver(
      (entries) => {
        const entry = entries.at(-1);
        if (entry) setEmptyHeight(entry.isIntersecting ? undefined : entry.boundingClientRect.height);
      },
      { rootMargin: NEAR },
    );
    observer.observe(place.current);
    return () => observer.disconnect();
  }, [never]);
  return { place, emptyHeight };
}
