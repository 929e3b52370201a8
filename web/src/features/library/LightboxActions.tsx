import { Button } from '@/components/Button';
import type { Elements } from '@/components/elements';
import { MainActions, MoreActions, type Repeat } from '@/components/GenerationActions';
import { isUnfinished } from '@/lib/generations';
import { collections, lightbox } from '@/texts';

import type { LibraryRow } from './filter';

type Props = Repeat & { row: LibraryRow; onDelete: () => void; onCollect: () => void; onFavourite: () => void; cancel: Elements };

export function LightboxActions({ row, onDelete, onCollect, onFavourite, cancel, ...repeat }: Props) {
  return (
    // Two buttons share a row. A button that needs more than half of the row has its own.
    <div className="flex flex-wrap gap-2 *:grow *:basis-[calc(50%-0.25rem)] [&>:is(a,button)]:px-2 [&>div]:basis-full">
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
