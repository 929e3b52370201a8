import type { Elements } from '@/components/elements';
import type { FreeMonths } from '@/lib/free-months';
import type { Profile } from '@/lib/profile';
import { account } from '@/texts';

import { Balances } from './Balances';
import { Section } from './Section';
import { Statement } from './Statement';
import { UsageChart } from './UsageChart';

type Props = { profile: Profile; free: FreeMonths | null; next: Elements };

/** Balances, chart and statement. */
export function Credits({ profile, free, next }: Props) {
  const balance = profile.subscription_credits + profile.purchased_credits;
  return (
    <Section id="credits" title={account.sections.credits}>
      <Balances profile={profile} next={next} />
      <UsageChart userId={profile.id} balance={balance} />
      <Statement userId={profile.id} balance={balance} free={free} />
    </Section>
  );
}
