import { useEffect } from 'react';

import { ErrorBoundary } from '@/components/ErrorBoundary';
import { AvatarMenu } from '@/features/auth/AvatarMenu';
import { CreditsPill } from '@/features/credits/CreditsPill';
import { notifyEnded } from '@/features/generator/notify-ended';
import { useProfile, watchProfile } from '@/lib/profile';
import { useSession } from '@/lib/session';
import { firstRows } from '@/lib/supabase/first-rows';

/** The right end of the navbar for a signed-in user. */
export function AccountNav() {
  return (
    <ErrorBoundary small>
      <Nav />
    </ErrorBoundary>
  );
}

function Nav() {
  const session = useSession();
  const known = useProfile();
  const user = session.status === 'signed-in' ? session.user : null;
  // After the deletion of the account the page stays open without a session: show no credits.
  const profile: typeof known = session.status === 'signed-out' ? { status: 'loading' } : known;
  useEffect(() => {
    if (user) watchProfile(user.id);
  }, [user]);
  const userId = user?.id;
  useEffect(() => {
    if (!userId) return;
    const watching = firstRows.then(() => notifyEnded(userId));
    return () => void watching.then((stop) => stop());
  }, [userId]);
  const own = profile.status === 'ready' ? profile.data : null;
  if (session.status === 'unreachable') return null;
  return (
    <div className="flex items-center gap-2 max-[22.5rem]:gap-1">
      <CreditsPill profile={profile} />
      {user ? (
        <AvatarMenu
          user={user}
          name={own?.full_name ?? null}
          avatarUrl={own?.avatar_url ?? null}
          loading={profile.status === 'loading'}
        />
      ) : (
        <span className="skeleton size-9 rounded-full" aria-hidden="true" />
      )}
    </div>
  );
}
