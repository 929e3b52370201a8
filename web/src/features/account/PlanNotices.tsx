import { Button } from '@/components/Button';
import { Notice } from '@/components/Notice';
import { portal } from '@/lib/billing';
import { isPaymentDue } from '@/lib/subscription-state';
import { billing, planTexts as texts } from '@/texts';

import type { Standing } from './plan';
import { useStripePage } from './use-stripe-page';

/** What about the plan must not be missed: a payment that is due, a plan that is paid twice. */
export function PlanNotices({ current, duplicates }: Standing) {
  return (
    <>
      {current && isPaymentDue(current) && <PortalNotice title={texts.pastDueTitle} text={texts.pastDue} />}
      {duplicates.length > 0 && <PortalNotice title={texts.duplicateTitle} text={texts.duplicate} />}
    </>
  );
}

function PortalNotice({ title, text }: { title: string; text: string }) {
  const { opening, problem, open } = useStripePage();
  return (
    <Notice tone="bad">
      <p>
        <strong className="font-semibold">{title}</strong>
        <span>{` ${text}`}</span>
      </p>
      {problem && <p>{problem}</p>}
      <Button size="small" className="justify-self-start" busy={opening !== null} onClick={() => open('portal', portal)}>
        {billing.manage}
      </Button>
    </Notice>
  );
}
