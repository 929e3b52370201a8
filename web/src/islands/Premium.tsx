import { useEffect } from 'react';

import { ErrorBoundary } from '@/components/ErrorBoundary';
import { ErrorState } from '@/components/ErrorState';
import { Toasts } from '@/components/Toasts';
import { type Content, readContent, watchArticles } from '@/features/premium/api';
import { Articles } from '@/features/premium/Articles';
import { PremiumPart } from '@/features/premium/PremiumPart';
import { PremiumSkeleton } from '@/features/premium/PremiumSkeleton';
import { useSession } from '@/lib/session';
import { watchSubscriptions } from '@/lib/subscriptions';
import { useRead } from '@/lib/use-read';
import { planTexts, premium as texts } from '@/texts';

/** The articles of the user's plan, and an invitation to the rest. */
export function Premium() {
  const session = useSession();
  return (
    <ErrorBoundary>
      <div className="shell grid min-h-dvh content-start gap-8 pt-6 pb-16 sm:pt-9">
        {session.status === 'signed-in' && <Parts key={session.user.id} userId={session.user.id} />}
        {session.status === 'unreachable' && <ErrorState level="h2" framed onRetry={() => location.reload()} />}
        {(session.status === 'unknown' || session.status === 'signed-out') && (
          <>
            <Heading />
            <PremiumSkeleton />
          </>
        )}
      </div>
      <Toasts />
    </ErrorBoundary>
  );
}

function Parts({ userId }: { userId: string }) {
  const { state, again } = useRead(readContent);
  useEffect(() => watchSubscriptions(userId, again), [userId, again]);
  useEffect(() => watchArticles(again), [again]);
  return (
    <>
      <Heading content={state.status === 'ready' ? state.data : undefined} failed={state.status === 'failed'} />
      {state.status === 'loading' && <PremiumSkeleton />}
      {state.status === 'failed' && <ErrorState title={texts.failedTitle} level="h2" framed onRetry={again} />}
      {state.status === 'ready' && <Sections {...state.data} />}
    </>
  );
}

/** A section for each tier that has content. */
function Sections({ tiers, open, articles, titles }: Content) {
  const filled = tiers.filter(({ id }) => [...articles, ...titles].some(({ tier }) => tier === id));
  if (filled.length === 0) return <Articles articles={[]} level="h2" />;
  return (
    <>
      {filled.map((tier) => (
        <PremiumPart
          key={tier.id}
          tier={tier}
          tiers={tiers}
          open={open.includes(tier.id)}
          articles={articles.filter((article) => article.tier === tier.id)}
          titles={titles.filter((each) => each.tier === tier.id).map(({ title }) => title)}
        />
      ))}
    </>
  );
}

function Heading({ content, failed = false }: { content?: Content | undefined; failed?: boolean }) {
  const plan = content?.tiers.findLast(({ id }) => content.open.includes(id));
  return (
    <header className="flex flex-wrap items-start justify-between gap-4">
      <div className="grid gap-1">
        <h1 className="text-3xl font-semibold sm:text-4xl">{texts.heading}</h1>
        <p className="text-muted-foreground text-lg text-balance">{texts.lead}</p>
      </div>
      {/* Its room is there from the start: on a phone it is a line of its own. */}
      {plan ? (
        <p className="border-edge rounded-full border px-4 py-1.5 text-sm font-medium">{texts.yourTier(plan.rank === 0 ? planTexts.freeName : plan.name)}</p>
      ) : (
        <span aria-hidden="true" className={`skeleton h-8.5 w-32 rounded-full ${failed ? 'invisible' : ''}`} />
      )}
    </header>
  );
}
