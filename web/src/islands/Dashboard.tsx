import { lazy, Suspense, useEffect } from 'react';

import { ErrorBoundary } from '@/components/ErrorBoundary';
import { ErrorState } from '@/components/ErrorState';
import { Toasts } from '@/components/Toasts';
import { NextMonth } from '@/features/credits/lazy-next-month';
import { CancelButton } from '@/features/generator/CancelButton';
import { useDrafts } from '@/features/generator/drafts';
import { Generator } from '@/features/generator/Generator';
import { GeneratorSkeleton } from '@/features/generator/GeneratorSkeleton';
import { useFollowed } from '@/features/generator/use-followed';
import { LibraryNotLoaded } from '@/features/library/LibraryNotLoaded';
import { LibraryPlaceholder } from '@/features/library/LibrarySkeleton';
import type { Generation } from '@/lib/generations';
import { useShortcuts } from '@/lib/keyboard-shortcuts';
import { type Model, useModels, watchModels } from '@/lib/models';
import { bringIntoView } from '@/lib/motion';
import { available, useProfile } from '@/lib/profile';
import { useSession } from '@/lib/session';
import { firstRows } from '@/lib/supabase/first-rows';
import { dashboard, failure } from '@/texts';

import { useGeneratorActions } from './generator-actions';
import { useExample } from './use-example';

// The form is above it, and comes first.
const Library = lazy(() => firstRows.then(() => import('@/features/library/Library')).catch(() => ({ default: LibraryNotLoaded })));

const NO_MODELS: Model[] = [];

/** Generator and library. */
export function Dashboard() {
  const session = useSession();
  return (
    <ErrorBoundary text={failure.crashedKept}>
      <div className="studio grid gap-6 pt-3 pb-16 sm:gap-8">
        <h1 className="sr-only">{dashboard.title}</h1>
        {session.status === 'signed-in' && <Studio key={session.user.id} userId={session.user.id} />}
        {session.status === 'unreachable' && <ErrorState level="h2" framed onRetry={() => location.reload()} />}
        {(session.status === 'unknown' || session.status === 'signed-out') && <Skeleton />}
      </div>
      <Toasts />
    </ErrorBoundary>
  );
}

function Studio({ userId }: { userId: string }) {
  useEffect(watchModels, []);
  const models = useModels();
  const profile = useProfile();
  const drafts = useDrafts(userId);
  const followed = useFollowed();
  const { ref, goTo, nameOfModel, inputsOf, repeat } = useGeneratorActions(
    userId,
    models.status === 'ready' ? models.data : NO_MODELS,
    drafts,
    followed,
  );
  useExample(models.status === 'ready' ? models.data : NO_MODELS, drafts);
  useShortcuts({ prompt: goTo, search: goToSearch });
  const next = (
    <Suspense>
      <NextMonth />
    </Suspense>
  );
  return (
    <>
      <div ref={ref}>
        <Generator {...{ userId, models, nameOfModel, drafts, followed }} balance={{ credits: available(profile), next }} {...repeat} />
      </div>
      <ErrorBoundary text={failure.crashedKept}>
        <Suspense fallback={<LibraryPlaceholder />}>
          <Library
            userId={userId}
            models={models.status === 'ready' ? models.data : NO_MODELS}
            nameOfModel={nameOfModel}
            inputsOf={inputsOf}
            cancelOf={cancelOf}
            onCreate={goTo}
            {...repeat}
          />
        </Suspense>
      </ErrorBoundary>
    </>
  );
}

function cancelOf(row: Generation) {
  return <CancelButton key={row.id} rows={[row]} />;
}

function goToSearch() {
  const search = document.querySelector<HTMLElement>('[aria-labelledby=library-heading] [type=search]');
  search?.focus({ preventScroll: true });
  bringIntoView(search);
}

function Skeleton() {
  return (
    <>
      <GeneratorSkeleton />
      <LibraryPlaceholder />
    </>
  );
}
