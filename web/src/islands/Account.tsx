import { lazy, Suspense, useCallback, useEffect, useState } from 'react';

import { ErrorBoundary } from '@/components/ErrorBoundary';
import { ErrorState } from '@/components/ErrorState';
import { Toasts } from '@/components/Toasts';
import { AccountSkeleton } from '@/features/account/AccountSkeleton';
import { Credits } from '@/features/account/Credits';
import { Packs } from '@/features/account/Packs';
import { Plan } from '@/features/account/Plan';
import { standingOf } from '@/features/account/plan';
import { readFreeMonths, readPlanOffers } from '@/features/account/plan-offers-api';
import { PlanNotices } from '@/features/account/PlanNotices';
import { ProfileForm } from '@/features/account/ProfileForm';
import { NextMonth } from '@/features/credits/lazy-next-month';
import { readCatalogue } from '@/lib/catalogue';
import { type Loadable, map } from '@/lib/loadable';
import { type Profile, readProfile, useProfile } from '@/lib/profile';
import { type User, useSession } from '@/lib/session';
import { readHasBought, readSubscriptions, watchSubscriptions } from '@/lib/subscriptions';
import { useRead } from '@/lib/use-read';
import { profileTexts } from '@/texts';

// Only for users who return from a checkout or the portal.
const ReturnNotice = lazy(() => import('@/features/account/ReturnNotice'));
const PortalReturnNotice = lazy(() => import('@/features/account/PortalReturnNotice'));
// Only for users who have bought something.
const Receipts = lazy(() => import('@/features/account/Receipts'));

/** Credits, plan and profile of the signed-in user. */
export function Account() {
  const session = useSession();
  return (
    <ErrorBoundary>
      {session.status === 'signed-in' && <Sections key={session.user.id} user={session.user} />}
      {session.status === 'unreachable' && <ErrorState level="h2" framed onRetry={() => location.reload()} />}
      {(session.status === 'unknown' || session.status === 'signed-out') && <AccountSkeleton />}
      <Toasts />
    </ErrorBoundary>
  );
}

function Sections({ user }: { user: User }) {
  const profile = useProfile();
  if (profile.status === 'loading') return <AccountSkeleton />;
  if (profile.status === 'failed') {
    return <ErrorState title={profileTexts.failedTitle} level="h2" framed onRetry={() => void readProfile(user.id)} />;
  }
  return <Known user={user} profile={profile.data} />;
}

function Known({ user, profile }: { user: User; profile: Profile }) {
  const subscriptions = useRead(useCallback(() => readPlan(user.id), [user.id]));
  const catalogue = useRead(readCatalogue);
  const bought = useRead(useCallback(() => readHasBought(user.id), [user.id]));
  const { again } = subscriptions;
  useEffect(() => watchSubscriptions(user.id, again), [user.id, again]);
  const [cameBack] = useState(() => /[?&](session_id|checkout)=/.test(location.search));
  const [boughtPlan] = useState(() => /[?&]bought=plan/.test(location.search));
  const [fromPortal] = useState(() => /[?&]portal=/.test(location.search));
  // Read again, because the realtime connection may be late.
  const onPaid = () => {
    again();
    void readProfile(user.id);
  };
  useScrollToHash(catalogue.state);
  useEffect(() => {
    if (boughtPlan) putFirstInNavigation('plan');
  }, [boughtPlan]);

  const known = catalogue.state.status === 'ready' ? catalogue.state.data : null;
  const standing = map(subscriptions.state, ([rows, offers]) => standingOf(rows, known, offers));
  const current = standing.status === 'ready' ? standing.data.current : null;
  const hasBought = bought.state.status === 'ready' && bought.state.data;
  const balance = profile.subscription_credits + profile.purchased_credits;
  const free = subscriptions.state.status === 'ready' ? subscriptions.state.data[2] : null;
  const next = (
    <Suspense>
      <NextMonth plan={JSON.stringify(current)} />
    </Suspense>
  );
  const ownCredits = <Credits profile={profile} free={free} next={next} />;
  return (
    <div className="grid gap-5">
      {cameBack && (
        <Suspense>
          <ReturnNotice balance={balance} onPaid={onPaid} />
        </Suspense>
      )}
      {fromPortal && (
        <Suspense>
          {standing.status === 'ready' && <PortalReturnNotice balance={balance} {...standing.data} />}
        </Suspense>
      )}
      {standing.status === 'ready' && <PlanNotices {...standing.data} />}
      {/* Under the notice of a checkout is what was bought. */}
      {!boughtPlan && ownCredits}
      <Plan
        standing={standing}
        free={free}
        hasBought={hasBought}
        onRetry={again}
      >
        <Packs catalogue={catalogue.state} onRetry={catalogue.again} />
        {hasBought && (
          <Suspense>
            <Receipts />
          </Suspense>
        )}
      </Plan>
      {boughtPlan && ownCredits}
      <ProfileForm user={user} profile={profile} />
    </div>
  );
}

/** The navigation of the sections is static: give it the order of the sections. */
function putFirstInNavigation(section: string) {
  const item = document.querySelector(`nav a[href="#${section}"]`)?.closest('li');
  item?.parentElement?.prepend(item);
}

/** Subscriptions, plan offers and free months. The page works without the last two. */
function readPlan(userId: string) {
  return Promise.all([readSubscriptions(userId), readPlanOffers().catch(() => []), readFreeMonths().catch(() => null)]);
}

/** The target of the URL's hash is rendered after the browser has tried to scroll to it. */
function useScrollToHash({ status }: Loadable<unknown>) {
  useEffect(() => {
    if (status !== 'loading' && location.hash) document.querySelector(location.hash)?.scrollIntoView();
  }, [status]);
}
