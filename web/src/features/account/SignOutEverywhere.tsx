import { lazy, Suspense, useState } from 'react';

import { Button } from '@/components/Button';
import { securityTexts as texts } from '@/texts';

const SignOutDialog = lazy(() => import('./SignOutDialog'));

/** Ends all sessions of the user. */
export function SignOutEverywhere() {
  const [asked, setAsked] = useState(false);
  return (
    <>
      <Button className="justify-self-start" onClick={() => setAsked(true)}>
        {texts.everywhere}
      </Button>
      {asked && (
        <Suspense>
          <SignOutDialog onClose={() => setAsked(false)} />
        </Suspense>
      )}
    </>
  );
}
