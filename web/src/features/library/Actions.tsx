import { Button } from '@/components/Button';
import { GenerationActions, type Repeat } from '@/components/GenerationActions';
import { type Generation, isRunning } from '@/lib/generations';
import { lightbox } from '@/texts';

import { inputOf } from './input-picture';

type Props = Repeat & { row: Generation; onDelete: () => void; onCompare: () => void };

export function Actions({ row, onDelete, onCompare, ...repeat }: Props) {
  const hasBefore = row.status === 'completed' && row.media_type === 'image' && inputOf(row);
  return (
    <GenerationActions {...{ row, ...repeat }}>
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
