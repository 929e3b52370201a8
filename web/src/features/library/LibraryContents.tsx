import { Button } from '@/components/Button';
import { EmptyState } from '@/components/EmptyState';
import { ErrorState } from '@/components/ErrorState';
import { collections, library as texts } from '@/texts';

import { ActiveFilters } from './ActiveFilters';
import type { Active, CardHandlers } from './card-actions';
import { activeParts, type Filter, NO_FILTER } from './filter';
import { LibrarySkeleton } from './LibrarySkeleton';
import { MediaSheet } from './MediaSheet';
import { MoreRows } from './MoreRows';
import type { Selection } from './selection';
import type { LibraryPage } from './types';
import type { useLibrary } from './use-library';

type Props = CardHandlers &
  Pick<LibraryPage, 'nameOfModel'> & {
    list: ReturnType<typeof useLibrary>;
    filter: Filter;
    selection: Selection;
    active: Active | null;
    nameOfCollection: (id: string) => string;
    onCreate: () => void;
    onFilter: (filter: Filter) => void;
  };

/** The cards of the library; without any, the reason. */
export function LibraryContents({ list, filter, nameOfCollection, onCreate, onFilter, ...sheet }: Props) {
  const { rows, more, reading } = list;
  if (reading === 'first' && rows.length === 0) return <LibrarySkeleton />;
  // Without the loaded rows, which may be those of another filter.
  if (reading === 'failed') return <ErrorState title={texts.failedTitle} framed onRetry={list.retry} />;
  if (rows.length === 0) {
    return activeParts(filter).length > 0 ? (
      <NoMatch {...{ filter, nameOfCollection }} nameOfModel={sheet.nameOfModel} onFilter={onFilter} />
    ) : (
      <NothingYet onCreate={onCreate} />
    );
  }
  return (
    <>
      <MediaSheet rows={rows} fresh={list.fresh} onMerge={list.merge} more={more} busy={reading === 'first'} search={filter.search} {...sheet} />
      {more && <MoreRows reading={reading} onMore={list.readMore} />}
    </>
  );
}

/** Lists the filters that are set, each as a button that clears it. An empty collection says how it is filled. */
function NoMatch({ filter, onFilter, ...names }: Pick<Props, 'filter' | 'nameOfModel' | 'nameOfCollection' | 'onFilter'>) {
  const parts = activeParts(filter);
  if (parts.length === 1 && filter.collection) {
    return (
      <div className="glass rounded-2xl">
        <EmptyState icon="icon-[lucide--folder-open]" title={collections.emptyTitle} text={collections.empty}>
          <Button onClick={() => onFilter(NO_FILTER)}>{collections.emptyAction}</Button>
        </EmptyState>
      </div>
    );
  }
  return (
    <div className="glass rounded-2xl">
      <EmptyState icon="icon-[lucide--search-x]" title={texts.noMatchTitle} text={texts.noMatch}>
        <ActiveFilters {...{ filter, parts }} onChange={onFilter} {...names} />
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
