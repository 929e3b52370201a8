import { Button } from '@/components/Button';
import { EmptyState } from '@/components/EmptyState';
import type { Repeat } from '@/components/GenerationActions';
import type { Generation } from '@/lib/generations';
import { failureWords } from '@/lib/status-words';
import { failureUnknown, generationTexts as texts } from '@/texts';

import { creditsOf } from './current-generations';

/** `rows` are of one set. */
type Props = Repeat & { rows: Generation[]; credits: number | null };

/** Generations that failed, or were cancelled, as one: why, what was refunded, and what to do next. */
export function GenerationFailure({ rows, credits, priceOf, onRunAgain, onEditPrompt }: Props) {
  const [first] = rows;
  if (!first) return null;
  const price = priceOf(first, rows.length);
  const cancelled = rows.every(({ failure_reason }) => failure_reason === 'cancelled');
  const tooFew = price !== null && credits !== null && credits < price;
  // The user did not want these inputs, the model would refuse them again, or their credits do not suffice.
  const changeFirst = cancelled || tooFew || rows.some(({ failure_reason }) => failure_reason === 'refused');
  const refunded = texts.refunded(creditsOf(rows));
  return (
    <div className="grid min-h-80 place-items-center">
      <EmptyState
        icon={cancelled ? 'icon-[lucide--circle-slash]' : 'icon-[lucide--cloud-alert]'}
        title={cancelled ? texts.cancelledTitle(rows.length) : texts.failedTitle(rows.length)}
        quote={first.prompt}
        text={cancelled ? refunded : `${reasonOf(rows)} ${refunded}`}
      >
        <Button look={changeFirst ? 'primary' : 'plain'} onClick={() => onEditPrompt(first)}>
          <span aria-hidden="true" className="icon-[lucide--pencil] size-4" />
          <span>{texts.editPrompt}</span>
        </Button>
        {price !== null && (
          <Button look={changeFirst ? 'plain' : 'primary'} onClick={() => onRunAgain(rows)} className="tabular-nums">
            <span aria-hidden="true" className="icon-[lucide--rotate-ccw] size-4" />
            <span>{texts.runAgain(price)}</span>
          </Button>
        )}
      </EmptyState>
    </div>
  );
}

/** What all have in common. */
function reasonOf(rows: Generation[]): string {
  const [reason, ...others] = new Set(rows.map(failureWords));
  return reason && others.length === 0 ? reason : failureUnknown;
}
