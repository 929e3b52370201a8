import { lazy, Suspense, useState } from 'react';

import type { Shareable } from '@/lib/shares';
import { share as texts } from '@/texts';

import { Action, type ActionLook } from './Action';

const ShareDialog = lazy(() => import('./ShareDialog'));

/** Opens the dialog that makes, shows and ends the public link. */
export function ShareButton({ subject, look }: { subject: Shareable; look?: ActionLook }) {
  const [state, setState] = useState<'unopened' | 'open' | 'closed'>('unopened');
  return (
    <>
      <Action {...{ look }} icon="icon-[lucide--share-2]" text={texts.button} onClick={() => setState('open')} />
      {state !== 'unopened' && (
        <Suspense>
          <ShareDialog subject={subject} open={state === 'open'} onClose={() => setState('closed')} />
        </Suspense>
      )}
    </>
  );
}
