import { type ReactNode, useEffect } from 'react';

import type { Elements } from '@/components/elements';
import { ErrorBoundary } from '@/components/ErrorBoundary';
import { ErrorState } from '@/components/ErrorState';
import { Toasts } from '@/components/Toasts';
import { Invitation } from '@/features/premium/Invitation';
import { PremiumSkeleton } from '@/features/premium/PremiumSkeleton';
import { useSession } from '@/lib/session';
import { watchSubscriptions } from '@/lib/subscriptions';
import { readOpenTiers, readTiers } from '@/lib/tier';
import { useRead } from '@/lib/use-read';
import { premium as texts } from '@/texts';

type Props = { tier: string; title: string; children?: ReactNode };

/**
 * Shows the page to users whose plan has this tier, and an invitation to others. It follows changes of the plan. The page's HTML is
 * public, like every built file: protect paid content by row level security. Scripts of the page run before it opens; islands and
 * custom elements start when it does.
 */
export function TierGate({ tier, title, children }: Props) {
  const session = useSession();
  return (
    <ErrorBoundary>
      {session.status === 'signed-in' && (
        <Gate key={session.user.id} userId={session.user.id} tier={tier} title={title}>
          {children}
        </Gate>
      )}
      {session.status === 'unreachable' && (
        <Place title={title}>
          <ErrorState level="h2" framed onRetry={() => location.reload()} />
        </Place>
      )}
      {(session.status === 'unknown' || session.status === 'signed-out') && <Waiting title={title} />}
      <Toasts />
    </ErrorBoundary>
  );
}

function Gate({ userId, tier, title, children }: Props & { userId: string }) {
  const { state, again } = useRead(readGate);
  useEffect(() => watchSubscriptions(userId, again), [userId, again]);
  if (state.status === 'loading') return <Waiting title={title} />;
  if (state.status === 'ready' && state.data.open.includes(tier)) return children;
  return (
    <Place title={title}>
      {state.status === 'failed' ? (
        <ErrorState title={texts.failedTitle} level="h2" framed onRetry={again} />
      ) : (
        <Invitation tier={tier} tiers={state.data.tiers} level="h2" />
      )}
    </Place>
  );
}

async function readGate() {
  const [tiers, open] = await Promise.all([readTiers(), readOpenTiers()]);
  return { tiers, open };
}

function Waiting({ title }: { title: string }) {
  return (
    <Place title={title}>
      <PremiumSkeleton />
    </Place>
  );
}

/** The closed page: its title and what is shown instead of its content. */
function Place({ title, children }: { title: string; children: Elements }) {
  return (
    <div className="shell grid gap-6 pt-6 pb-16 sm:pt-9">
      <h1 className="text-3xl font-semibold sm:text-4xl">{title}</h1>
      {children}
    </div>
  );
}
