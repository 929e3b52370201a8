import { Button } from '@/components/Button';
import { EmptyState } from '@/components/EmptyState';
import type { Generation } from '@/lib/generations';
import { failureReasons, failureUnknown, run } from '@/texts';

type Props = { row: Generation; onRunAgain: (row: Generation) => void };

export function RunFailure({ row, onRunAgain }: Props) {
  const cancelled = row.failure_reason === 'cancelled';
  const reason = failureReasons[row.failure_reason ?? ''] ?? failureUnknown;
  return (
    <div className="grid min-h-80 place-items-center">
      <EmptyState
        icon={cancelled ? 'icon-[lucide--circle-slash]' : 'icon-[lucide--cloud-alert]'}
        title={cancelled ? run.cancelledTitle : run.failedTitle}
        text={cancelled ? run.refunded(row.credits_used) : `${reason} ${run.refunded(row.credits_used)}`}
      >
        <Button onClick={() => onRunAgain(row)}>
          <span aria-hidden="true" className="icon-[lucide--rotate-ccw] size-4" />
          <span>{run.runAgain}</span>
        </Button>
      </EmptyState>
    </div>
  );
}
