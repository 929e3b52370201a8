import { useCallback, useEffect, useState } from 'react';

import { buttonClass } from '@/components/button-class';
import { ConnectionNotice } from '@/components/ConnectionNotice';
import { EmptyState } from '@/components/EmptyState';
import { ErrorBoundary } from '@/components/ErrorBoundary';
import { ErrorState } from '@/components/ErrorState';
import { Toasts } from '@/components/Toasts';
import { AccountSkeleton } from '@/features/account/AccountSkeleton';
import { Credits } from '@/features/account/Credits';
import { Packs } from '@/features/account/Packs';
import { Plan } from '@/features/account/Plan';
import { nameOf, resetWords, standingOf } from '@/features/account/plan';
import { PlanNotices } from '@/features/account/PlanNotices';
import { ProfileForm } from '@/features/account/ProfileForm';
import { ReturnNotice } from '@/features/account/ReturnNotice';
import { SectionNav } from '@/features/account/SectionNav';
import { Security } from '@/features/account/Security';
import { useReturn } from '@/features/account/use-return';
import { ChangePassword } from '@/features/auth/ChangePassword';
import { readCatalogue } from '@/lib/catalogue';
import { type Loadable, map } from '@/lib/loadable';
import { type Profile, readProfile, useProfile } from '@/lib/profile';
import { type User, useSession } from '@/lib/session';
import { readHasBought, readSubscriptions, watchSubscriptions } from '@/lib/subscriptions';
import { useRead } from '@/lib/use-read';
import { account, profileTexts, securityTexts } from '@/texts';

/** Profile, credits, plan and security of the signed-in user. */
export function Account() {
  const session = useSession();
  const [deleted, setDeleted] = useState(false);
  return (
    <ErrorBoundary>
      <div className="shell grid gap-6 pt-6 pb-16 sm:gap-8 sm:pt-9">
        {deleted ? (
          <Deleted />
        ) : (
          <>
            <h1 className="text-3xl font-semibold sm:text-4xl">{account.heading}</h1>
            <div className="grid items-start gap-5 lg:grid-cols-[12rem_minmax(0,1fr)] lg:gap-8">
              <SectionNav />
              {session.status === 'signed-in' && (
                <Sections key={session.user.id} user={session.user} onDeleted={() => setDeleted(true)} />
              )}
              {session.status === 'unreachable' && <ErrorState onRetry={() => location.reload()} />}
              {(session.status === 'unknown' || session.status === 'signed-out') && <AccountSkeleton />}
            </div>
          </>
        )}
      </div>
      <ConnectionNotice />
      <Toasts />
    </ErrorBoundary>
  );
}

type SectionsProps = { user: User; onDeleted: () => void };

function Sections({ user, onDeleted }: SectionsProps) {
  const profile = useProfile();
  if (profile.status === 'loading') return <AccountSkeleton />;
  if (profile.status === 'failed') {
    return <ErrorState title={profileTexts.failedTitle} onRetry={() => void readProfile(user.id)} />;
  }
  return <Known user={user} profile={profile.data} onDeleted={onDeleted} />;
}

function Known({ user, profile, onDeleted }: SectionsProps & { profile: Profile }) {
  const subscriptions = useRead(useCallback(() => readSubscriptions(user.id), [user.id]));
  const catalogue = useRead(readCatalogue);
  const bought = useRead(useCallback(() => readHasBought(user.id), [user.id]));
  const { again } = subscriptions;
  useEffect(() => watchSubscriptions(user.id, again), [user.id, again]);
  // What was paid is in the database by then: it shows even if the live connection is late.
  const back = useReturn(() => {
    again();
    void readProfile(user.id);
  });
  useScrollToHash(catalogue.state);

  const standing = map(subscriptions.state, standingOf);
  const current = standing.status === 'ready' ? standing.data.current : null;
  const freeCredits =
    catalogue.state.status === 'ready' ? (catalogue.state.data.plans.find(({ id }) => id === 'free')?.credits ?? null) : null;
  return (
    <div className="grid gap-5">
      <ReturnNotice state={back.state} onAskAgain={back.askAgain} onDismiss={back.dismiss} />
      {standing.status === 'ready' && <PlanNotices {...standing.data} />}
      <ProfileForm user={user} profile={profile} />
      <Credits profile={profile} reset={resetWords(profile, standing, freeCredits)} />
      <Plan
        standing={standing}
        freeCredits={freeCredits}
        hasBought={bought.state.status === 'ready' && bought.state.data}
        onRetry={again}
      >
        <Packs catalogue={catalogue.state} onRetry={catalogue.again} />
      </Plan>
      <Security
        user={user}
        balance={profile.subscription_credits + profile.purchased_credits}
        plan={current && nameOf(current)}
        password={<ChangePassword />}
        onDeleted={onDeleted}
      />
    </div>
  );
}

/** The part that the address points to is drawn after the browser has looked for it. */
function useScrollToHash({ status }: Loadable<unknown>) {
  useEffect(() => {
    if (status !== 'loading' && location.hash) document.querySelector(location.hash)?.scrollIntoView();
  }, [status]);
}

function Deleted() {
  return (
    <div role="status" className="py-16">
      <h1 className="sr-only">{securityTexts.deletedTitle}</h1>
      <EmptyState icon="icon-[lucide--user-round-x]" title={securityTexts.deletedTitle} text={securityTexts.deleted}>
        <a href="/" className={buttonClass({ look: 'primary' })}>
          {securityTexts.toStart}
        </a>
      </EmptyState>
    </div>
  );
}
