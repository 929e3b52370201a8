import { useEffect, useRef, useState } from 'react';

import { Button } from '@/components/Button';
import { ConfirmDialog } from '@/components/ConfirmDialog';
import { Dialog } from '@/components/Dialog';
import { Form } from '@/components/Form';
import { SearchField } from '@/components/SearchField';
import { ShareButton } from '@/components/ShareButton';
import { TextField } from '@/components/TextField';
import { IconButton } from '@/components/IconButton';
import { useForm } from '@/lib/form';
import { REFUSED_BY_CHECK, tidyName } from '@/lib/names';
import { matchesSearch } from '@/lib/prompt-search';
import { toast } from '@/lib/toasts';
import { fieldsOf } from '@/lib/unknown';
import { withResult } from '@/lib/with-result';
import { collections as texts, common, share } from '@/texts';

import { addToCollection, type Collection, createCollection, deleteCollection, renameCollection } from './collections-api';
import type { LibraryRow } from './filter';

type Props = {
  collections: Collection[];
  /** The generations whose results to add to a collection; without any, the dialog manages the collections. */
  adding: LibraryRow[];
  onChange: () => void;
  onDeleted: (id: string) => void;
  /** Show the results of a collection. */
  onOpen: (id: string) => void;
  onShare: (id: string) => void;
  onClose: () => void;
};

/** As many need no search. */
const FEW = 8;

/** Collections to add to, the one that was used last first; without results to add, all collections by name. */
export default function CollectionsDialog({ collections, adding, onChange, onDeleted, onOpen, onShare, onClose }: Props) {
  const [search, setSearch] = useState('');
  const { done, without } = withResult(adding);
  const sorted = adding.length > 0 ? collections.toSorted((one, other) => other.used - one.used) : collections;
  const found = sorted.filter(({ name }) => matchesSearch(search, name));

  async function add(collection: Collection) {
    try {
      await addToCollection(collection.id, done.map(({ id }) => id));
      toast(texts.added(done.length, collection.name), 'good', { text: share.button, run: () => onShare(collection.id) });
      onClose();
    } catch (error) {
      toast(wordsFor(error), 'bad');
    }
  }

  async function create(name: string) {
    const made = await createCollection(name);
    setSearch(''); // the new one is listed, whatever was searched for
    onChange();
    if (adding.length > 0) await add(made);
  }

  return (
    <Dialog open onClose={onClose} title={adding.length > 0 ? texts.addTitle(done.length) : texts.title}>
      {without && <p className="text-muted-foreground">{`${texts.addable(done.length, adding.length)} ${without}`}</p>}
      <NameForm id="new-collection" label={texts.new} submit={texts.create} onSubmit={create} />
      {(collections.length > FEW || search) && <SearchField label={texts.search} value={search} onChange={setSearch} />}
      {search && found.length === 0 && <p className="text-muted-foreground text-sm">{texts.noneFound}</p>}
      <ul className="grid gap-1">
        {found.map((collection) => (
          <li key={collection.id}>
            {adding.length > 0 ? (
              <button type="button" className={`${NAMED} border-border hover:border-edge w-full border`} onClick={() => void add(collection)}>
                <NameAndSize {...collection} />
              </button>
            ) : (
              <CollectionRow collection={collection} onChange={onChange} onDeleted={() => onDeleted(collection.id)} onOpen={() => onOpen(collection.id)} />
            )}
          </li>
        ))}
      </ul>
    </Dialog>
  );
}

const NAMED = 'hover:bg-muted grid min-h-11 rounded-md px-2 py-1 text-left transition';

function NameAndSize({ name, size }: Collection) {
  return (
    <>
      <bdi className="font-medium">{name}</bdi>
      <span className="text-muted-foreground text-sm tabular-nums">{texts.size(size)}</span>
    </>
  );
}

type RowProps = { collection: Collection; onChange: () => void; onDeleted: () => void; onOpen: () => void };

/** A collection: its name opens it; beside it are buttons to share, rename and delete it. */
function CollectionRow({ collection, onChange, onDeleted, onOpen }: RowProps) {
  const [doing, setDoing] = useState<'rename' | 'delete' | null>(null);
  const row = useRef<HTMLDivElement>(null);
  const last = useRef(doing);
  // The button and the form that replaces it hand each other the focus.
  useEffect(() => {
    const name = doing === 'rename' && row.current?.querySelector('input');
    if (name) {
      name.focus();
      name.select();
    }
    if (!doing && last.current === 'rename') row.current?.querySelector<HTMLElement>('[data-rename]')?.focus();
    last.current = doing;
  }, [doing]);

  async function rename(name: string) {
    await renameCollection(collection.id, name);
    setDoing(null);
    onChange();
  }

  async function remove() {
    try {
      await deleteCollection(collection.id);
      onDeleted();
    } catch {
      toast(texts.failed, 'bad');
    }
    setDoing(null);
  }

  if (doing === 'rename') {
    return (
      <div ref={row} className="py-1">
        <NameForm
          id={`collection-${collection.id}`}
          label={texts.name}
          submit={texts.save}
          initial={collection.name}
          onSubmit={rename}
          onCancel={() => setDoing(null)}
        />
      </div>
    );
  }
  return (
    <div ref={row} className="[&>button]:text-foreground flex flex-wrap items-center gap-1">
      <button
        type="button"
        aria-label={texts.open(collection.name, collection.size)}
        onClick={onOpen}
        className={`${NAMED} [&>bdi]:decoration-edge -ml-2 grow basis-36 [&>bdi]:underline [&>bdi]:underline-offset-4`}
      >
        <NameAndSize {...collection} />
      </button>
      <ShareButton subject={{ collection_id: collection.id }} look="symbol" />
      <IconButton icon="icon-[lucide--pencil] size-4" label={texts.rename(collection.name)} data-rename onClick={() => setDoing('rename')} />
      <IconButton icon="icon-[lucide--trash-2] size-4" label={texts.delete(collection.name)} onClick={() => setDoing('delete')} />
      <ConfirmDialog
        open={doing === 'delete'}
        title={texts.deleteTitle(collection.name)}
        text={texts.deleteText}
        confirm={texts.deleteConfirm}
        cancel={common.cancel}
        onConfirm={() => void remove()}
        onClose={() => setDoing(null)}
      />
    </div>
  );
}

type NameFormProps = { id: string; label: string; submit: string; initial?: string; onSubmit: (name: string) => Promise<void>; onCancel?: () => void };

/** A form for the name of a collection. If SQL refuses the name, the field shows why. With two buttons, they have a row of their own. */
function NameForm({ id, label, submit, initial = '', onSubmit, onCancel }: NameFormProps) {
  const { form, busy, field, fail, submit: submitting } = useForm({ name: initial }, { name: (name) => (isName(name) ? undefined : texts.nameRule) });
  const save = submitting(async ({ name }) => {
    try {
      await onSubmit(tidyName(name));
      field('name').onChange('');
    } catch (error) {
      fail('name', wordsFor(error));
    }
  });
  return (
    <Form elementRef={form} onSubmit={save} className={`flex items-start justify-end gap-2 [&>:first-child]:grow ${onCancel ? 'flex-wrap [&>:first-child]:basis-full' : ''}`}>
      <TextField {...field('name')} id={id} label={label} maxLength={60} />
      {onCancel && <Button onClick={onCancel}>{common.cancel}</Button>}
      <Button type="submit" look="primary" className={onCancel ? '' : 'mt-6.5'} busy={busy}>
        {submit}
      </Button>
    </Form>
  );
}

function isName(name: string): boolean {
  const { length } = [...tidyName(name)];
  return length > 0 && length <= 60;
}

function wordsFor(error: unknown): string {
  const { code, message } = fieldsOf(error);
  if (code === '23505') return texts.taken;
  if (code === REFUSED_BY_CHECK) return common.nameInvisible;
  if (message === 'too_many_collections') return texts.tooMany;
  if (message === 'too_many_items') return texts.full;
  return texts.failed;
}
