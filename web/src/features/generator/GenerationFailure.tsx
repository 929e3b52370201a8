import { Button } from '@/components/Button';
import { EmptyState } from '@/components/EmptyState';
import type { Generation } from '@/lib/generations';
import { failureReasons, failureUnknown, generationTexts as texts } from '@/texts';

type Props = { row: Generation; onRunAgain: (row: Generation) => void };

export function GenerationFailure({ row, onRunAgain }: Props) {
  const cancelled = row.failure_reason === 'cancelled';
  const reason = failureReasons[row.failure_reason ?? ''] ?? failureUnknown;
  return (
    <div className="grid min-h-80 place-items-center">
      <EmptyState
        icon={cancelled ? 'icon-[lucide--circle-slash]' : 'icon-[lucide--cloud-alert]'}
        title={cancelled ? texts.cancelledTitle : texts.failedTitle}
        text={cancelled ? texts.refunded(row.credits_used) : `${reason} ${texts.refunded(row.credits_used)}`}
      >
        <Button onClick={() => onRunAgain(row)}>
          <span aria-hidden="true" className="icon-[lucide--rotate-ccw] size-4" />
          <span>{texts.runAgain}</span>
        </Button>
      </EmptyState>
    </div>
  );
}
