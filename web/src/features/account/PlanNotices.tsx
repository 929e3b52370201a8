import { Button } from '@/components/Button';
import { Notice } from '@/components/Notice';
import { portal } from '@/lib/stripe-page';
import { isPaymentDue } from '@/lib/subscription-state';
import { billing, planTexts as texts } from '@/texts';

import type { Standing } from './plan';
import { useStripePage } from './use-stripe-page';

/** Important notices about the plan: a payment is due, or two subscriptions are paid. */
export function PlanNotices({ current, duplicates }: Standing) {
  return (
    <>
      {current && isPaymentDue(current) && <PortalNotice title={texts.pastDueTitle} text={texts.pastDue} action={billing.pay} />}
      {duplicates.length > 0 && <PortalNotice title={texts.duplicateTitle} text={texts.duplicate} action={billing.manage} />}
    </>
  );
}

function PortalNotice({ title, text, action }: { title: string; text: string; action: string }) {
  const { opening, problem, open } = useStripePage();
  return (
    <Notice tone="bad">
      <p>
        <strong className="font-semibold">{title}</strong>
        <span>{` ${text}`}</span>
      </p>
      {problem && <p>{problem}</p>}
      <Button size="small" className="justify-self-start" busy={opening !== null} onClick={() => open('portal', portal)}>
        {action}
      </Button>
    </Notice>
  );
}
