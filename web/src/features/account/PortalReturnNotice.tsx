import { useEffect, useState } from 'react';

import { Notice } from '@/components/Notice';
import { format } from '@/lib/format';
import { removeParams } from '@/lib/remove-params';
import { endOf } from '@/lib/subscription-state';
import type { Subscription } from '@/lib/subscriptions';
import { returnTexts as texts } from '@/texts';

import { NoticeRow } from './NoticeRow';
import { monthlyCredits, nameOf, type Standing } from './plan';
import { dismissUpgrade, readUpgrade, type Upgrade } from './upgrade-api';

type Props = {
  /** When it changes, the upgrade is read again: its event may arrive after the user has returned. */
  balance: number;
} & Pick<Standing, 'current' | 'next'>;

/** After a visit to the portal: what an upgrade added, or which change is scheduled. Shown until dismissed. */
export default function PortalReturnNotice({ balance, current, next }: Props) {
  const [upgrade, setUpgrade] = useState<Upgrade | null>(null);
  useEffect(() => {
    if (current) readUpgrade(current).then(setUpgrade, () => undefined);
  }, [current, balance]);
  const [dismissed, setDismissed] = useState(false);
  const text = current && (scheduledWords(current, next) ?? (upgrade && upgradedWords(current, upgrade)));
  if (!text || dismissed) return null;
  function dismiss() {
    if (upgrade) dismissUpgrade(upgrade);
    setDismissed(true);
    removeParams('portal');
  }
  return (
    <Notice tone="good">
      <NoticeRow text={text} onDismiss={dismiss} />
    </Notice>
  );
}

function scheduledWords(current: Subscription, next: Standing['next']): string | null {
  const end = endOf(current);
  if (end) return texts.scheduledEnd(format.day(end));
  return next && texts.scheduledChange(next.name, next.price, format.day(current.current_period_end));
}

function upgradedWords(current: Subscription, { amount, month_end }: Upgrade): string | null {
  const monthly = monthlyCredits(current);
  return monthly === null ? null : texts.upgraded(nameOf(current), amount, monthly, format.day(month_end));
}
