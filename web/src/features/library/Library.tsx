import { lazy, Suspense, useState } from 'react';

import { Button } from '@/components/Button';
import { EmptyState } from '@/components/EmptyState';
import { ErrorState } from '@/components/ErrorState';
import { library as texts } from '@/texts';

import { type Filter, isFiltering, NO_FILTER } from './filter';
import { Filters } from './Filters';
import { LibrarySkeleton } from './LibrarySkeleton';
import { MoreRows } from './MoreRows';
import { Shelves } from './Shelves';
import type { LibraryPage } from './types';
import { useLibrary } from './use-library';

const Lightbox = lazy(() => import('./Lightbox'));

type Props = LibraryPage & { userId: string; onCreate: () => void };

/** All generations of the user, newest first. */
export function Library({ userId, onCreate, ...page }: Props) {
  const [filter, setFilter] = useState<Filter>(NO_FILTER);
  const [openId, setOpenId] = useState<string | null>(null);
  const list = useLibrary(userId, filter);
  return (
    <section aria-labelledby="library-heading" className="grid gap-4">
      <div className="grid gap-3 lg:flex lg:items-center lg:justify-between">
        <h2 id="library-heading" className="text-2xl font-semibold">
          {texts.heading}
        </h2>
        <Filters filter={filter} onChange={setFilter} />
      </div>
      <Shelf list={list} filter={filter} nameOfModel={page.nameOfModel} onOpen={setOpenId} onCreate={onCreate} onClear={() => setFilter(NO_FILTER)} />
      {openId && (
        <Suspense>
          <Lightbox
            rows={list.rows}
            openId={openId}
            {...page}
            onOpen={setOpenId}
            onNearEnd={() => list.more && list.readMore()}
            onClose={() => setOpenId(null)}
            onDeleted={(id) => list.dispatch({ type: 'deleted', id })}
          />
        </Suspense>
      )}
    </section>
  );
}

type ShelfProps = {
  list: ReturnType<typeof useLibrary>;
  filter: Filter;
  nameOfModel: Props['nameOfModel'];
  onOpen: (id: string) => void;
  onCreate: () => void;
  onClear: () => void;
};

function Shelf({ list, filter, nameOfModel, onOpen, onCreate, onClear }: ShelfProps) {
  if (list.reading === 'first' && list.rows.length === 0) return <LibrarySkeleton />;
  // The loaded rows may be those of another filter.
  if (list.reading === 'failed') {
    return <ErrorState title={texts.failedTitle} framed onRetry={list.retry} />;
  }
  if (list.rows.length === 0) {
    return isFiltering(filter) ? <NoMatch onClear={onClear} /> : <NothingYet onCreate={onCreate} />;
  }
  return (
    <>
      <Shelves rows={list.rows} busy={list.reading === 'first'} nameOfModel={nameOfModel} onOpen={onOpen} />
      {list.more && <MoreRows reading={list.reading} onMore={list.readMore} />}
    </>
  );
}

function NoMatch({ onClear }: { onClear: () => void }) {
  return (
    <div className="glass rounded-2xl">
      <EmptyState icon="icon-[lucide--search-x]" title={texts.noMatchTitle} text={texts.noMatch}>
        <Button onClick={onClear}>{texts.clearFilters}</Button>
      </EmptyState>
    </div>
  );
}

function NothingYet({ onCreate }: { onCreate: () => void }) {
  return (
    <div className="glass rounded-2xl">
      <EmptyState icon="icon-[lucide--images]" title={texts.emptyTitle} text={texts.empty}>
        <Button look="primary" onClick={onCreate}>
          {texts.emptyAction}
        </Button>
      </EmptyState>
    </div>
  );
}
