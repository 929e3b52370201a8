import { lazy, type ReactNode, Suspense, useState } from 'react';

import { buttonClass } from '@/components/button-class';
import { Popover } from '@/components/Popover';
import { useCountTo } from '@/lib/count-to';
import { format } from '@/lib/format';
import type { Loadable } from '@/lib/loadable';
import { available, type Profile } from '@/lib/profile';
import { credits } from '@/texts';

import { NextMonth } from './lazy-next-month';

const UsedToday = lazy(() =>
  import('./UsedToday').catch((): { default: (props: { userId: string; balance: number }) => ReactNode } => ({ default: () => '…' })),
);
const PackHint = lazy(() =>
  import('./PackHint').catch((): { default: (props: { balance: number }) => ReactNode } => ({ default: () => null })),
);

/** The balance in the navbar. Opens both balances and the date of the next reset. */
export function CreditsPill({ profile }: { profile: Loadable<Profile> }) {
  const [opened, setOpened] = useState(false);
  const total = useCountTo(available(profile));
  if (profile.status === 'failed') return null;
  if (profile.status === 'loading' || total === null) {
    return <span className="skeleton h-9 w-28 rounded-full" aria-hidden="true" />;
  }
  const exact = available(profile) ?? 0;
  return (
    <Popover
      id="credits-split"
      onOpen={() => setOpened(true)}
      label={credits.pillLabel(exact)}
      trigger={
        <>
          <span aria-hidden="true" className="icon-[lucide--sparkles] text-primary size-4 max-[22.5rem]:hidden" />
          <span className="tabular-nums">{credits.pill(total)}</span>
        </>
      }
      triggerClass="bg-field border-border hover:border-edge flex min-h-11 items-center gap-2 whitespace-nowrap rounded-full border px-3.5 text-sm max-[22.5rem]:px-2.5 font-medium transition sm:min-h-9"
    >
      <Split profile={profile.data} opened={opened} />
    </Popover>
  );
}

function Split({ profile, opened }: { profile: Profile; opened: boolean }) {
  const balance = profile.subscription_credits + profile.purchased_credits;
  return (
    <div className="grid gap-3 p-2 text-sm">
      <h2 className="font-semibold">{credits.heading}</h2>
      <dl className="grid grid-cols-[1fr_auto] gap-y-1.5 tabular-nums">
        <dt className="text-muted-foreground">{credits.monthly}</dt>
        <dd className="text-right font-medium">{format.number(profile.subscription_credits)}</dd>
        <dt className="text-muted-foreground">{credits.purchased}</dt>
        <dd className="text-right font-medium">{format.number(profile.purchased_credits)}</dd>
        <dt className="text-muted-foreground">{credits.today}</dt>
        <dd className="text-right font-medium">
          <Suspense fallback="…">{opened && <UsedToday userId={profile.id} balance={balance} />}</Suspense>
        </dd>
      </dl>
      <p className="text-muted-foreground border-border border-t pt-3">
        {opened && (
          <Suspense>
            <NextMonth />
          </Suspense>
        )}
        <span>{credits.order}</span>
      </p>
      {opened && (
        <Suspense>
          <PackHint balance={balance} />
        </Suspense>
      )}
      <div className="grid grid-cols-2 gap-2">
        <a href="/account#packs" className={buttonClass({ look: 'primary', size: 'small' })}>
          {credits.buyMore}
        </a>
        <a href="/account#statement" className={buttonClass({ size: 'small' })}>
          {credits.statement}
        </a>
      </div>
    </div>
  );
}
