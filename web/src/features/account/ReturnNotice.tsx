import { Button } from '@/components/Button';
import { buttonClass } from '@/components/button-class';
import { Notice } from '@/components/Notice';
import type { Outcome } from '@/lib/billing';
import { HOME } from '@/lib/paths';
import { lastPlace } from '@/lib/place';
import { returnTexts as texts } from '@/texts';

import { NoticeRow } from './NoticeRow';
import { type Return, useReturn } from './use-return';

type Props = {
  balance: number;
  /** Called when the purchase is in the database. */
  onPaid: () => void;
};

/** The outcome of a checkout. */
export default function ReturnNotice({ balance, onPaid }: Props) {
  const { state, askAgain, dismiss } = useReturn(balance, onPaid);
  if (state.status === 'none') return null;
  if (state.status === 'asking') return <Asking />;
  const waiting = state.status === 'known' && state.outcome.status === 'pending';
  const paid = state.status === 'known' && state.outcome.status === 'paid';
  const unpaid = state.status === 'known' && ['failed', 'expired'].includes(state.outcome.status);
  const place = lastPlace();
  const fromStudio = place.known && place.path === HOME;
  return (
    <Notice tone={toneOf(state)}>
      <NoticeRow text={paid ? `${wordsOf(state)} ${texts.now(balance)}` : wordsOf(state)} onDismiss={waiting ? undefined : dismiss}>
        {paid && !fromStudio && (
          <a href={HOME} className={buttonClass({ look: 'primary', size: 'small' })}>
            {texts.openStudio}
          </a>
        )}
        {(paid || state.status === 'cancelled') && place.known && (
          <a href={place.path} className={buttonClass({ look: paid && fromStudio ? 'primary' : 'plain', size: 'small' })}>
            {texts.back}
          </a>
        )}
        {(waiting || state.status === 'unreachable') && (
          <Button size="small" busy={state.status === 'known' && state.asking} onClick={askAgain}>
            {texts.checkAgain}
          </Button>
        )}
        {unpaid && (
          <a href="/pricing" className={buttonClass({ size: 'small' })}>
            {texts.backToPlans}
          </a>
        )}
      </NoticeRow>
    </Notice>
  );
}

function Asking() {
  return (
    <Notice>
      <p className="flex items-center gap-2">
        <span aria-hidden="true" className="icon-[lucide--loader-circle] size-4 animate-spin" />
        <span>{texts.checking}</span>
      </p>
    </Notice>
  );
}

function toneOf(state: Return): 'good' | 'bad' | 'plain' {
  if (state.status === 'unreachable') return 'bad';
  if (state.status !== 'known') return 'plain';
  if (state.outcome.status === 'paid') return 'good';
  return state.outcome.status === 'failed' ? 'bad' : 'plain';
}

function wordsOf(state: Return): string {
  if (state.status === 'known') return wordsOfOutcome(state.outcome, state.asking);
  return state.status === 'none' || state.status === 'asking' ? '' : texts[state.status];
}

function wordsOfOutcome({ status, kind, credits, trial }: Outcome, asking: boolean): string {
  if (status === 'pending') return asking ? texts.pending : `${texts.pending} ${texts.stillPending}`;
  if (status !== 'paid') return texts[status];
  if (kind === 'subscription') return trial ? texts.paidTrial : texts.paidPlan;
  return credits ? texts.paidPack(credits) : texts.paidPackUnknown;
}
