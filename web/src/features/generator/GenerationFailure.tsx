import { Button } from '@/components/Button';
import { EmptyState } from '@/components/EmptyState';
import type { Repeat } from '@/components/GenerationActions';
import type { Generation } from '@/lib/generations';
import { failureWords } from '@/lib/status-words';
import { generationTexts as texts } from '@/texts';

type Props = Repeat & { row: Generation };

export function GenerationFailure({ row, priceOf, onRunAgain, onEditPrompt }: Props) {
  const price = priceOf(row);
  const cancelled = row.failure_reason === 'cancelled';
  // The user did not want these inputs, or the model would refuse them again.
  const changeFirst = cancelled || row.failure_reason === 'refused';
  return (
    <div className="grid min-h-80 place-items-center">
      <EmptyState
        icon={cancelled ? 'icon-[lucide--circle-slash]' : 'icon-[lucide--cloud-alert]'}
        title={cancelled ? texts.cancelledTitle : texts.failedTitle}
        text={cancelled ? texts.refunded(row.credits_used) : `${failureWords(row)} ${texts.refunded(row.credits_used)}`}
      >
        <Button look={changeFirst ? 'primary' : 'plain'} onClick={() => onEditPrompt(row)}>
          <span aria-hidden="true" className="icon-[lucide--pencil] size-4" />
          <span>{texts.editPrompt}</span>
        </Button>
        {price !== null && (
          <Button look={changeFirst ? 'plain' : 'primary'} onClick={() => onRunAgain(row)} className="tabular-nums">
            <span aria-hidden="true" className="icon-[lucide--rotate-ccw] size-4" />
            <span>{texts.runAgain(price)}</span>
          </Button>
        )}
      </EmptyState>
    </div>
  );
}
