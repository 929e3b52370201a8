import { lazy, Suspense, useEffect, useEffectEvent, useRef, useState } from 'react';

import { Button } from '@/components/Button';
import { ConfirmDialog } from '@/components/ConfirmDialog';
import { common, deletion as deletionTexts, library as texts, selecting } from '@/texts';

import type { Active } from './card-actions';
import { activeParts, type Filter, type LibraryRow, NO_FILTER } from './filter';
import { LibraryContents } from './LibraryContents';
import { Filters, Search } from './Filters';
import { useSelectAll } from './use-select-all';
import { useSelection } from './selection';
import { useSelectionHistory } from './use-selection-history';
import { ToTop } from './ToTop';
import type { LibraryPage } from './types';
import { useAddress } from './use-address';
import { useDeletion } from './use-deletion';
import { useCollections } from './use-collections';
import { useLibrary } from './use-library';
import { useLightboxRows } from './use-lightbox-rows';
import { useScrollRestoration } from './use-scroll-restoration';

const Lightbox = lazy(() => import('./Lightbox'));
const Compare = lazy(() => import('./Compare'));
const CollectionsDialog = lazy(() => import('./CollectionsDialog'));
const ShareDialog = lazy(() => import('@/components/ShareDialog'));
const SelectionBar = lazy(() => import('./SelectionBar'));

type Props = LibraryPage & { userId: string; onCreate: () => void };

/** All generations of the user, newest first. The URL contains the filter, and which generations are open or compared. */
export default function Library({ userId, onCreate, ...page }: Props) {
  const address = useAddress();
  const { filter } = address;
  const list = useLibrary(userId, filter);
  const { selection, busy: selectingAll } = useSelectAll(list, useSelection(list.rows), filter);
  /** The id of the collection in the dialog for sharing. */
  const [shared, setShared] = useState<string | null>(null);
  const [active, setActive] = useState<Active | null>(null);
  const collections = useCollections(filter, list, address.item);
  const deletion = useDeletion(list, selection, (id) => setActive({ id, focus: true }));
  const opened = useLightboxRows(userId, list, address.item, (id) => address.open('item', id), () => address.close('item'));
  useScrollRestoration(filter, list);
  useSelectionHistory(selection);
  useFocusAfterLightbox(address.item, list.rows, setActive);
  const clearSelection = useEffectEvent(selection.clear);
  useEffect(() => clearSelection(), [filter]);

  const search = useEffectEvent((words: string) => {
    // A search makes one history entry; further typing replaces it.
    address.setFilter({ ...filter, search: words }, filter.search && words ? 'replace' : 'push');
  });
  const nameOfCollection = (id: string) => collections.list.find((collection) => collection.id === id)?.name ?? texts.collection;
  const setFilter = (changed: Filter) => address.setFilter(changed, 'push');
  // There is nothing to search, filter or select.
  const unused = list.reading === 'idle' && list.rows.length === 0 && activeParts(filter).length === 0 && collections.list.length === 0;
  return (
    <section aria-labelledby="library-heading" className="grid gap-3">
      <div className="flex min-h-11 flex-wrap items-center gap-x-4 gap-y-2">
        <h2 id="library-heading" tabIndex={-1} className="text-2xl font-semibold outline-none">
          {texts.heading}
        </h2>
        {!unused && (
          <div className="order-last grow basis-full sm:order-none sm:basis-0">
            <div className="sm:ml-auto sm:max-w-md">
              <Search search={filter.search} onChange={search} />
            </div>
          </div>
        )}
        {/* It keeps its place while there is nothing to select, so that the search does not move while words are typed into it. */}
        {!unused && (
          <Button className={`ml-auto ${list.rows.length > 0 ? '' : 'invisible'}`} busy={selectingAll} onClick={selection.all}>
            {selecting.selectAll}
          </Button>
        )}
      </div>
      {!unused && (
        <Filters
          {...{ filter, nameOfCollection }}
          models={page.models}
          nameOfModel={page.nameOfModel}
          collections={collections.list}
          noCollections={collections.none}
          named={list.rows.length > 0}
          onManage={() => collections.add([])}
          onChange={setFilter}
        />
      )}
      {/* The bar of the selection is sticky within this element, so that it covers neither the search nor the filters. */}
      <div className="grid gap-3">
        <LibraryContents
          {...{ list, filter, selection, active, onCreate }}
          nameOfModel={page.nameOfModel}
          nameOfCollection={nameOfCollection}
          onFavourite={(rows) => void collections.favourite(rows)}
          onActive={setActive}
          onOpen={(id) => address.open('item', id)}
          onDelete={deletion.ask}
          onFilter={setFilter}
        />
        <Suspense>
          {selection.selected.length > 0 && (
            <SelectionBar
              selection={selection}
              onDelete={deletion.ask}
              onCompare={(one, other) => address.open('compare', `${one}.${other}`)}
              onFavourite={(rows) => void collections.favourite(rows)}
              onCollect={collections.add}
              onRemove={filter.collection ? (rows) => void collections.removeFrom(filter.collection, rows) : null}
            />
          )}
        </Suspense>
      </div>
      {/* The bar of a selection is in its place. */}
      {selection.selected.length === 0 && <ToTop to="library-heading" />}
      {/* One Suspense for each dialog: while one is loading, its Suspense hides all its children, even an open dialog. */}
      <Suspense>
        {opened && address.item && (
          <Lightbox
            rows={opened}
            openId={address.item}
            search={filter.search}
            {...page}
            onOpen={(id) => address.open('item', id)}
            onNearEnd={() => list.more && list.readMore()}
            onClose={() => address.close('item')}
            onDelete={deletion.ask}
            onFavourite={(row) => void collections.favourite([row])}
            onCollect={(row) => collections.add([row])}
          />
        )}
      </Suspense>
      <Suspense>
        {collections.adding && (
          <CollectionsDialog
            collections={collections.list}
            adding={collections.adding}
            onChange={collections.again}
            onDeleted={(id) => {
              collections.again();
              if (id === filter.collection) address.setFilter({ ...filter, collection: '' }, 'replace');
            }}
            onOpen={(id) => {
              collections.close();
              // Without the other filters, because the dialog shows how many results the whole collection has.
              setFilter({ ...NO_FILTER, collection: id });
            }}
            onShare={setShared}
            onClose={collections.close}
          />
        )}
      </Suspense>
      <Suspense>{shared && <ShareDialog subject={{ collection_id: shared }} open onClose={() => setShared(null)} />}</Suspense>
      <Suspense>
        {address.compared && (
          <Compare userId={userId} ids={address.compared} rows={list.rows} nameOfModel={page.nameOfModel} onClose={() => address.close('compare')} />
        )}
      </Suspense>
      <ConfirmDialog
        open={deletion.asked.length > 0}
        title={deletionTexts.title(deletion.asked.length)}
        text={[deletionTexts.text(deletion.asked.length), deletion.running > 0 && deletionTexts.running(deletion.running)].filter(Boolean).join(' ')}
        confirm={deletionTexts.confirm}
        cancel={common.cancel}
        busy={deletion.busy}
        onConfirm={() => void deletion.confirm()}
        onClose={deletion.close}
      />
    </section>
  );
}

/** When the lightbox closes, focus the card of the generation that it showed last, unless an action has moved the focus into the form. */
function useFocusAfterLightbox(item: string | null, rows: LibraryRow[], onActive: (active: Active) => void) {
  const last = useRef(item);
  const leave = useEffectEvent((id: string) => {
    if (rows.some((row) => row.id === id)) onActive({ id, focus: !document.activeElement?.closest('form') });
  });
  useEffect(() => {
    if (!item && last.current) leave(last.current);
    last.current = item;
  }, [item]);
}
