import { useEffect } from 'react';

import { ErrorBoundary } from '@/components/ErrorBoundary';
import { ErrorState } from '@/components/ErrorState';
import { readArticles, watchArticles } from '@/features/premium/api';
import { Articles } from '@/features/premium/Articles';
import { PremiumSkeleton } from '@/features/premium/PremiumSkeleton';
import { useRead } from '@/lib/use-read';
import { premium as texts } from '@/texts';

/** The articles of one tier. Row level security returns only those that the reader's plan allows. */
export function PremiumArticles({ tier }: { tier: string }) {
  const { state, again } = useRead(readArticles);
  useEffect(() => watchArticles(again), [again]);
  return (
    <ErrorBoundary>
      {state.status === 'loading' && <PremiumSkeleton />}
      {state.status === 'failed' && <ErrorState title={texts.failedTitle} level="h2" framed onRetry={again} />}
      {state.status === 'ready' && <Articles articles={state.data.filter((article) => article.tier === tier)} level="h2" />}
    </ErrorBoundary>
  );
}
