import { lazy, Suspense, useEffect, useEffectEvent, useRef, useState } from 'react';

import { Button } from '@/components/Button';
import { ConfirmDialog } from '@/components/ConfirmDialog';
import { common, deletion as deletionTexts, library as texts, selecting } from '@/texts';

import type { Active } from './card-actions';
import type { Filter, LibraryRow } from './filter';
import { Contents } from './Contents';
import { Filters, Search } from './Filters';
import { useSelection } from './selection';
import type { LibraryPage } from './types';
import { useAddress } from './use-address';
import { useDeletion } from './use-deletion';
import { useKeeping } from './use-keeping';
import { useLibrary } from './use-library';
import { useOpened } from './use-opened';
import { useWayBack } from './use-way-back';

const Lightbox = lazy(() => import('./Lightbox'));
const Compare = lazy(() => import('./Compare'));
const CollectionsDialog = lazy(() => import('./CollectionsDialog'));
const ShareDialog = lazy(() => import('@/components/ShareDialog'));
const SelectionBar = lazy(() => import('./SelectionBar'));

type Props = LibraryPage & { userId: string; onCreate: () => void };

/** All generations of the user, newest first. What is filtered, opened and compared is in the URL. */
export function Library({ userId, onCreate, ...page }: Props) {
  const address = useAddress();
  const { filter } = address;
  const list = useLibrary(userId, filter);
  const selection = useSelection(list.rows);
  /** The collection whose link is shown. */
  const [shared, setShared] = useState<string | null>(null);
  const [active, setActive] = useState<Active | null>(null);
  const keeping = useKeeping(filter, list, address.item);
  const deletion = useDeletion(list, selection, (id) => setActive({ id, focus: true }));
  const opened = useOpened(userId, list, address.item, () => address.close('item'));
  useWayBack(filter, list);
  useActiveAfter(address.item, list.rows, setActive);
  const clearSelection = useEffectEvent(selection.clear);
  useEffect(() => clearSelection(), [filter]);

  const search = useEffectEvent((words: string) => {
    // Typing on changes the entry of the history that the first word made.
    address.setFilter({ ...filter, search: words }, filter.search && words ? 'replace' : 'push');
  });
  const nameOfCollection = (id: string) => keeping.collections.find((collection) => collection.id === id)?.name ?? texts.collection;
  const setFilter = (changed: Filter) => address.setFilter(changed, 'push');
  return (
    <section aria-labelledby="library-heading" className="grid gap-3">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <h2 id="library-heading" className="text-2xl font-semibold">
          {texts.heading}
        </h2>
        <div className="order-last grow basis-full sm:order-none sm:basis-0">
          <div className="sm:ml-auto sm:max-w-md">
            <Search search={filter.search} onChange={search} />
          </div>
        </div>
        <Button className="ml-auto" disabled={list.rows.length === 0} onClick={selection.all}>
          {selecting.selectAll}
        </Button>
      </div>
      <Filters filter={filter} models={page.models} collections={keeping.collections} onManage={() => keeping.setAdding([])} onChange={setFilter} />
      {/* The bar of the selection stays inside, so that it covers neither search nor filters. */}
      <div className="grid gap-3">
        <Contents
          {...{ list, filter, selection, active, onCreate }}
          nameOfModel={page.nameOfModel}
          nameOfCollection={nameOfCollection}
          onFavourite={(rows) => void keeping.favour(rows)}
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
              onFavourite={(rows) => void keeping.favour(rows)}
              onCollect={keeping.setAdding}
              onRemove={filter.collection ? (rows) => void keeping.removeFrom(filter.collection, rows) : null}
            />
          )}
        </Suspense>
      </div>
      {/* One each: a boundary takes what it shows out of the page, an open dialog too, while something in it is loading. */}
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
            onFavourite={(row) => void keeping.favour([row])}
            onCompare={(id) => address.open('compare', `${id}.input`)}
          />
        )}
      </Suspense>
      <Suspense>
        {keeping.adding && (
          <CollectionsDialog
            collections={keeping.collections}
            adding={keeping.adding.map(({ id }) => id)}
            onChange={keeping.again}
            onDeleted={(id) => {
              keeping.again();
              if (id === filter.collection) address.setFilter({ ...filter, collection: '' }, 'replace');
            }}
            onShare={setShared}
            onClose={() => keeping.setAdding(null)}
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

/** After the lightbox, the card that was seen last has the focus, unless an action has put it into the form. */
function useActiveAfter(item: string | null, rows: LibraryRow[], onActive: (active: Active) => void) {
  const last = useRef(item);
  const leave = useEffectEvent((id: string) => {
    if (rows.some((row) => row.id === id)) onActive({ id, focus: !document.activeElement?.closest('form') });
  });
  useEffect(() => {
    if (!item && last.current) leave(last.current);
    last.current = item;
  }, [item]);
}
