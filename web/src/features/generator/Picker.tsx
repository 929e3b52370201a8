import { useState } from 'react';

import { Button } from '@/components/Button';
import { Dialog } from '@/components/Dialog';
import { EmptyState } from '@/components/EmptyState';
import { ErrorState } from '@/components/ErrorState';
import { SearchField } from '@/components/SearchField';
import { Segmented } from '@/components/Segmented';
import { picker } from '@/texts';

import { usePickables } from './pickables';
import type { Pickable } from './picker-api';
import { RemoveUploaded } from './RemoveUploaded';
import { UploadQuota } from './UploadQuota';

type Props = { userId: string; onPick: (path: string) => void; onClose: () => void };
type Shelf = 'created' | 'uploaded';

/** Choose one of the user's pictures or uploads. */
export default function Picker({ userId, onPick, onClose }: Props) {
  const [shelf, setShelf] = useState<Shelf>('created');
  const [search, setSearch] = useState('');
  const list = usePickables(userId, shelf, search);
  return (
    <Dialog open onClose={onClose} title={picker.title} className="max-w-3xl">
      <div className="flex flex-col gap-3 sm:flex-row sm:items-center">
        <Segmented
          name="shelf"
          label={picker.title}
          value={shelf}
          options={{ created: picker.created, uploaded: picker.uploaded }}
          onChange={setShelf}
        />
        {shelf === 'created' && (
          <div className="grow">
            <SearchField label={picker.search} value={search} onChange={setSearch} />
          </div>
        )}
      </div>
      <div className="min-h-80">
        {list.status === 'failed' ? (
          <ErrorState title={picker.failed} onRetry={list.readMore} />
        ) : (
          <Shelf
            items={list.items}
            loading={list.status === 'loading'}
            empty={shelf === 'created' && search ? [picker.noMatch, picker.noMatchHint] : [picker.empty[shelf], picker.emptyHint]}
            onPick={onPick}
            onRemoved={shelf === 'uploaded' ? list.remove : undefined}
          />
        )}
      </div>
      {shelf === 'uploaded' && <UploadQuota />}
      {list.more && list.status === 'ready' && (
        <Button className="justify-self-center" onClick={list.readMore}>
          {picker.more}
        </Button>
      )}
    </Dialog>
  );
}

type ShelfProps = {
  items: Pickable[];
  loading: boolean;
  /** Title and text of an empty list. */
  empty: [title: string, text: string];
  onPick: (path: string) => void;
  /** Called after a picture was deleted; undefined if the list allows no deletion. */
  onRemoved: ((path: string) => void) | undefined;
};

function Shelf({ items, loading, empty, onPick, onRemoved }: ShelfProps) {
  if (!loading && items.length === 0) {
    const [title, text] = empty;
    return <EmptyState icon="icon-[lucide--images]" title={title} text={text} />;
  }
  return (
    <ul aria-busy={loading} className="grid grid-cols-3 gap-2 sm:grid-cols-4 md:grid-cols-6">
      {items.map(({ path, url, label }) => (
        <li key={path} className="relative">
          <button type="button" onClick={() => onPick(path)} aria-label={label} title={label} className="block w-full rounded-md">
            <img src={url} alt="" loading="lazy" className="bg-muted aspect-square w-full rounded-md object-cover transition hover:brightness-110" />
          </button>
          {onRemoved && <RemoveUploaded path={path} onRemoved={onRemoved} />}
        </li>
      ))}
      {loading && Array.from({ length: 6 }, (_, index) => <li key={index} className="skeleton aspect-square" />)}
    </ul>
  );
}
