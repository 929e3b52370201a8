import { Suspense, useEffect } from 'react';

import { ConnectionNotice } from '@/components/ConnectionNotice';
import { ErrorBoundary } from '@/components/ErrorBoundary';
import { ErrorState } from '@/components/ErrorState';
import { Toasts } from '@/components/Toasts';
import { NextMonth } from '@/features/credits/next';
import { useDrafts } from '@/features/generator/drafts';
import { Generator } from '@/features/generator/Generator';
import { GeneratorSkeleton } from '@/features/generator/GeneratorSkeleton';
import { Library } from '@/features/library/Library';
import { LibrarySkeleton } from '@/features/library/LibrarySkeleton';
import { type Model, useModels, watchModels } from '@/lib/models';
import { available, useProfile } from '@/lib/profile';
import { useSession } from '@/lib/session';
import { dashboard, failure } from '@/texts';

import { useGeneratorActions } from './generator-actions';

const NO_MODELS: Model[] = [];

/** Generator and library. */
export function Dashboard() {
  const session = useSession();
  const profile = useProfile();
  const name = profile.status === 'ready' ? profile.data.full_name : null;
  return (
    <ErrorBoundary text={failure.crashedKept}>
      <div className="shell grid gap-6 pt-6 pb-16 sm:gap-8 sm:pt-9">
        <header className="grid gap-1">
          <h1 className="text-3xl font-semibold sm:text-4xl">{dashboard.greeting(name)}</h1>
          <p className="text-muted-foreground text-lg">{dashboard.lead}</p>
        </header>
        {session.status === 'signed-in' && <Studio key={session.user.id} userId={session.user.id} />}
        {session.status === 'unreachable' && <ErrorState level="h2" framed onRetry={() => location.reload()} />}
        {(session.status === 'unknown' || session.status === 'signed-out') && <Skeleton />}
      </div>
      <ConnectionNotice />
      <Toasts />
    </ErrorBoundary>
  );
}

function Studio({ userId }: { userId: string }) {
  useEffect(watchModels, []);
  const models = useModels();
  const profile = useProfile();
  const drafts = useDrafts(userId);
  const { ref, goTo, takeAsInput, runAgain, nameOfModel, inputsOf } = useGeneratorActions(
    models.status === 'ready' ? models.data : NO_MODELS,
    drafts,
  );
  const next = (
    <Suspense>
      <NextMonth />
    </Suspense>
  );
  const actions = { onTakeAsInput: takeAsInput, onRunAgain: runAgain };
  return (
    <>
      <div ref={ref}>
        <Generator {...{ userId, models, drafts }} balance={{ credits: available(profile), next }} {...actions} />
      </div>
      <Library
        userId={userId}
        nameOfModel={nameOfModel}
        inputsOf={inputsOf}
        onCreate={goTo}
        {...actions}
      />
    </>
  );
}

function Skeleton() {
  return (
    <>
      <GeneratorSkeleton />
      <LibrarySkeleton />
    </>
  );
}
