import { useEffect, useState } from 'react';

import { Button } from '@/components/Button';
import { Notice } from '@/components/Notice';
import { format } from '@/lib/format';
import { removeParams } from '@/lib/remove-params';
import type { Subscription } from '@/lib/subscriptions';
import { returnTexts as texts } from '@/texts';

import { monthlyCredits, nameOf } from './plan';
import { dismissUpgrade, readUpgrade, type Upgrade } from './upgrade-api';

type Props = {
  /** Changes when something was booked: the news of an upgrade may come later than who made it. */
  balance: number;
  /** The plan that there is now. */
  current: Subscription | null;
};

/** What a change of plan in the portal has added, and from when the full amount comes; until it is dismissed. */
export default function UpgradeNotice({ balance, current }: Props) {
  const [upgrade, setUpgrade] = useState<Upgrade | null>(null);
  useEffect(() => {
    if (current) readUpgrade(current).then(setUpgrade, () => undefined);
  }, [current, balance]);
  const monthly = current && monthlyCredits(current);
  if (!upgrade || !current || monthly === null) return null;
  function dismiss() {
    if (upgrade) dismissUpgrade(upgrade);
    setUpgrade(null);
    removeParams('portal');
  }
  return (
    <Notice tone="good">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <p>{texts.upgraded(nameOf(current), upgrade.amount, monthly, format.day(upgrade.month_end))}</p>
        <Button size="small" look="ghost" className="text-muted-foreground -my-2" onClick={dismiss}>
          {texts.dismiss}
        </Button>
      </div>
    </Notice>
  );
}
