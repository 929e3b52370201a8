import { lazy, Suspense, useState } from 'react';

import { ErrorBoundary } from '@/components/ErrorBoundary';
import { Security, SecuritySkeleton } from '@/features/account/Security';
import { ChangeEmail } from '@/features/auth/ChangeEmail';
import { ChangePassword } from '@/features/auth/ChangePassword';
import { available, useProfile } from '@/lib/profile';
import { useSession } from '@/lib/session';

const DeletedDialog = lazy(() => import('@/features/account/DeletedDialog'));

/** Email, password, sessions, export, deletion. A separate island, loaded when scrolled into view. */
export function AccountSecurity() {
  const session = useSession();
  const balance = available(useProfile()) ?? 0;
  const [deleted, setDeleted] = useState(false);
  return (
    <ErrorBoundary>
      {session.status === 'signed-in' ? (
        <Security
          key={session.user.id}
          user={session.user}
          balance={balance}
          email={<ChangeEmail present={session.user.email} />}
          password={<ChangePassword />}
          onDeleted={() => setDeleted(true)}
        />
      ) : (
        <SecuritySkeleton />
      )}
      {deleted && (
        <Suspense>
          <DeletedDialog />
        </Suspense>
      )}
    </ErrorBoundary>
  );
}
