import { lazy, Suspense, useState } from 'react';

import { Button } from '@/components/Button';
import type { User } from '@/lib/session';
import { securityTexts as texts } from '@/texts';

const DeleteDialog = lazy(() => import('./DeleteDialog'));

type Props = {
  user: User;
  /** Credits that would be lost. */
  balance: number;
  onDeleted: () => void;
};

/** Deletes the account after the user typed their address. */
export function DeleteAccount(props: Props) {
  const [asked, setAsked] = useState(false);
  return (
    <>
      <Button look="danger" className="justify-self-start" onClick={() => setAsked(true)}>
        {texts.deleteButton}
      </Button>
      {asked && (
        <Suspense>
          <DeleteDialog {...props} onClose={() => setAsked(false)} />
        </Suspense>
      )}
    </>
  );
}
