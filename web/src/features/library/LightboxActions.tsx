import { useEffect, useState } from 'react';

import { Button } from '@/components/Button';
import type { Elements } from '@/components/elements';
import { MainActions, MoreActions, type Repeat } from '@/components/GenerationActions';
import { isUnfinished } from '@/lib/generations';
import { collections, lightbox } from '@/texts';

import type { LibraryRow } from './filter';

type Props = Repeat & { row: LibraryRow; onDelete: () => void; onCollect: () => void; onFavourite: () => void; cancel: Elements };

/** Time for a user who is about to press Cancel to notice that other buttons have taken its place. */
const NOTICED_MS = 1000;

export function LightboxActions({ row, onDelete, onCollect, onFavourite, cancel, ...repeat }: Props) {
  const ended = useJustEnded(row);
  return (
    // Two buttons share a row. A button that needs more than half of the row has its own.
    <div className={`${ended ? 'pointer-events-none' : ''} flex flex-wrap gap-2 *:grow *:basis-[calc(50%-0.25rem)] [&>:is(a,button)]:px-2 [&>div]:basis-full`}>
      <MainActions {...{ row, ...repeat }} />
      <MoreActions {...{ row, onFavourite, ...repeat }} />
      {row.status === 'completed' && (
        <Button onClick={onCollect}>
          <span aria-hidden="true" className="icon-[lucide--folder-plus] size-4" />
          <span>{collections.add}</span>
        </Button>
      )}
      {isUnfinished(row) ? (
        cancel
      ) : (
        <Button onClick={onDelete} className="text-destructive">
          <span aria-hidden="true" className="icon-[lucide--trash-2] size-4" />
          <span>{lightbox.delete}</span>
        </Button>
      )}
    </div>
  );
}

/** Whether this generation has ended just now, while it was shown. */
function useJustEnded(row: LibraryRow): boolean {
  const running = isUnfinished(row);
  const [seen, setSeen] = useState('');
  useEffect(() => {
    if (running) return setSeen(row.id);
    const timer = setTimeout(() => setSeen(''), NOTICED_MS);
    return () => clearTimeout(timer);
  }, [running, row.id]);
  return !running && seen === row.id;
}
