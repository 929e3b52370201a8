import { useEffect, useState } from 'react';

import { Button } from '@/components/Button';
import { Notice } from '@/components/Notice';
import { format } from '@/lib/format';
import { returnTexts as texts } from '@/texts';

import { readUpgrade, type Upgrade } from './upgrade-api';
import { forgetAddress } from './use-return';

type Props = {
  userId: string;
  /** Changes when something was booked: the news of an upgrade may come later than who made it. */
  balance: number;
  /** Monthly credits of the plan. */
  monthly: number | null;
};

/** What a change of plan in the portal has added, and from when the full amount comes. */
export default function UpgradeNotice({ userId, balance, monthly }: Props) {
  const [upgrade, setUpgrade] = useState<Upgrade | null>(null);
  useEffect(() => forgetAddress(), []);
  useEffect(() => {
    readUpgrade(userId).then(setUpgrade, () => undefined);
  }, [userId, balance]);
  if (!upgrade || monthly === null) return null;
  return (
    <Notice tone="good">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <p>{texts.upgraded(upgrade.amount, monthly, format.day(upgrade.month_end))}</p>
        <Button size="small" look="ghost" className="text-muted-foreground -my-2" onClick={() => setUpgrade(null)}>
          {texts.dismiss}
        </Button>
      </div>
    </Notice>
  );
}
