import { Button } from '@/components/Button';
import { GenerationActions, type Repeat } from '@/components/GenerationActions';
import { isRunning } from '@/lib/generations';
import { lightbox } from '@/texts';

import { isFavourite, type LibraryRow } from './filter';
import { inputOf } from './input-picture';

type Props = Repeat & { row: LibraryRow; onDelete: () => void; onCompare: () => void; onFavourite: () => void };

export function Actions({ row, onDelete, onCompare, onFavourite, ...repeat }: Props) {
  const hasBefore = row.status === 'completed' && row.media_type === 'image' && inputOf(row);
  return (
    <GenerationActions {...{ row, ...repeat }}>
      {row.status === 'completed' && (
        <Button aria-pressed={isFavourite(row)} onClick={onFavourite}>
          <span aria-hidden="true" className={`icon-[lucide--heart] size-4 ${isFavourite(row) ? 'text-destructive' : ''}`} />
          <span>{lightbox.favourite}</span>
        </Button>
      )}
      {hasBefore && (
        <Button onClick={onCompare}>
          <span aria-hidden="true" className="icon-[lucide--columns-2] size-4" />
          <span>{lightbox.beforeAfter}</span>
        </Button>
      )}
      {!isRunning(row) && (
        <Button onClick={onDelete} className="text-destructive">
          <span aria-hidden="true" className="icon-[lucide--trash-2] size-4" />
          <span>{lightbox.delete}</span>
        </Button>
      )}
    </GenerationActions>
  );
}
