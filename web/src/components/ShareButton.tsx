import { lazy, Suspense, useState } from 'react';

import type { Shareable } from '@/lib/shares';
import { share as texts } from '@/texts';

import { Button } from './Button';

const ShareDialog = lazy(() => import('./ShareDialog'));

/** Opens the dialog that makes, shows and ends the public link. */
export function ShareButton({ subject }: { subject: Shareable }) {
  const [state, setState] = useState<'unopened' | 'open' | 'closed'>('unopened');
  return (
    <>
      <Button onClick={() => setState('open')}>
        <span aria-hidden="true" className="icon-[lucide--share-2] size-4" />
        <span>{texts.button}</span>
      </Button>
      {state !== 'unopened' && (
        <Suspense>
          <ShareDialog subject={subject} open={state === 'open'} onClose={() => setState('closed')} />
        </Suspense>
      )}
    </>
  );
}
