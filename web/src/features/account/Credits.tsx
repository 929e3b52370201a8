import type { FreeMonths } from '@/lib/free-months';
import type { Profile } from '@/lib/profile';
import { account } from '@/texts';

import { Balances } from './Balances';
import { Section } from './Section';
import { Statement } from './Statement';
import { UsageChart } from './UsageChart';

type Props = { profile: Profile; free: FreeMonths | null; reset: string };

/** Balances, use over time, statement. */
export function Credits({ profile, free, reset }: Props) {
  const balance = profile.subscription_credits + profile.purchased_credits;
  return (
    <Section id="credits" title={account.sections.credits}>
      <Balances profile={profile} reset={reset} />
      <UsageChart userId={profile.id} balance={balance} />
      <Statement userId={profile.id} balance={balance} free={free} />
    </Section>
  );
}
