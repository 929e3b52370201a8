import { useCallback, useEffect, useState } from 'react';

import { buttonClass } from '@/components/button-class';
import { EmptyState } from '@/components/EmptyState';
import { ErrorBoundary } from '@/components/ErrorBoundary';
import { ErrorState } from '@/components/ErrorState';
import { Toasts } from '@/components/Toasts';
import { readShared, type SharedThing, tokenIn } from '@/features/share/api';
import { SharedCollection } from '@/features/share/SharedCollection';
import { SharedResult } from '@/features/share/SharedResult';
import { useRead } from '@/lib/use-read';
import { common, sharedPage as texts } from '@/texts';

/** What a public link shows. */
export function Shared() {
  return (
    <ErrorBoundary>
      {/* At least as high as the screen, so that what arrives does not push the footer on it. */}
      <div className="shell grid min-h-dvh content-start gap-8 pt-6 pb-16 sm:pt-10">
        <Content />
      </div>
      <Toasts />
    </ErrorBoundary>
  );
}

function Thing({ token, thing }: { token: string | null; thing: SharedThing }) {
  const [only] = thing.results;
  if (thing.name === null && only) return <SharedResult result={only} />;
  return <SharedCollection thing={thing} readMore={(offset) => readShared(token, offset)} />;
}

function Content() {
  const [token] = useState(() => (typeof location === 'undefined' ? null : tokenIn(location)));
  const { state, again } = useRead(useCallback(() => readShared(token), [token]));
  // So that the address that people copy is that of the link, which has the social card.
  useEffect(() => {
    if (token) history.replaceState(null, '', `/s/${token}`);
  }, [token]);
  // A link that was ended meanwhile closes when its page is seen again.
  useEffect(() => {
    const seen = () => document.visibilityState === 'visible' && again();
    document.addEventListener('visibilitychange', seen);
    return () => document.removeEventListener('visibilitychange', seen);
  }, [again]);

  if (state.status === 'loading') {
    return (
      <>
        <h1 className="sr-only">{texts.title}</h1>
        <div role="status" aria-label={common.loading} className="skeleton mx-auto aspect-square w-full max-w-[70dvh]" />
      </>
    );
  }
  if (state.status === 'failed') return <ErrorState level="h1" framed onRetry={again} />;
  if (state.data) return <Thing token={token} thing={state.data} />;
  return (
    <EmptyState icon="icon-[lucide--unlink]" title={texts.goneTitle} text={texts.gone} level="h1">
      <a href="/" className={buttonClass({ look: 'primary' })}>
        {texts.make}
      </a>
    </EmptyState>
  );
}
