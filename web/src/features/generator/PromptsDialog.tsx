import { useState } from 'react';

import { Dialog } from '@/components/Dialog';
import { EmptyState } from '@/components/EmptyState';
import { ErrorState } from '@/components/ErrorState';
import { SearchField } from '@/components/SearchField';
import { Segmented } from '@/components/Segmented';
import { format } from '@/lib/format';
import { matchesSearch } from '@/lib/prompt-search';
import { useRead } from '@/lib/use-read';
import { recent as texts } from '@/texts';

import { readRecentPrompts } from './api';
import type { Example } from './examples';

type Props = {
  nameOfModel: (id: string) => string;
  /** The examples of the model in the form. */
  examples: Example[];
  onPick: (prompt: string) => void;
  onExample: (example: Example) => void;
  onClose: () => void;
};

type Shelf = 'recent' | 'examples';

/** Lists the user's last prompts and the model's examples. The chosen one is put into the form. */
export default function PromptsDialog({ nameOfModel, examples, onPick, onExample, onClose }: Props) {
  const [shelf, setShelf] = useState<Shelf>('recent');
  return (
    <Dialog open onClose={onClose} title={texts.title} className="max-w-2xl">
      {examples.length > 0 && <Segmented name="prompts" label={texts.title} value={shelf} options={texts.shelves} onChange={setShelf} />}
      {shelf === 'recent' ? (
        <RecentList nameOfModel={nameOfModel} onPick={onPick} />
      ) : (
        <List items={examples.map((example) => ({ text: example.prompt, note: example.title, pick: () => onExample(example) }))} />
      )}
    </Dialog>
  );
}

function RecentList({ nameOfModel, onPick }: Pick<Props, 'nameOfModel' | 'onPick'>) {
  const [search, setSearch] = useState('');
  const { state, again } = useRead(readRecentPrompts);
  const all = state.status === 'ready' ? state.data : [];
  const items = all
    .filter(({ prompt }) => matchesSearch(search, prompt))
    .map(({ prompt, model_id, last_used }) => ({
      text: prompt,
      note: `${nameOfModel(model_id)} · ${format.shortDay(last_used)}`,
      pick: () => onPick(prompt),
    }));
  return (
    <>
      <SearchField label={texts.search} value={search} onChange={setSearch} focused onEnter={() => items[0]?.pick()} />
      {state.status === 'loading' && <div className="skeleton h-96 max-h-[55dvh]" />}
      {state.status === 'failed' && <ErrorState title={texts.failed} onRetry={again} />}
      {state.status === 'ready' && items.length === 0 && (
        <EmptyState
          icon="icon-[lucide--history]"
          title={all.length > 0 ? texts.noMatch : texts.empty}
          text={all.length > 0 ? texts.noMatchHint : texts.emptyHint}
        />
      )}
      {items.length > 0 && <List items={items} />}
    </>
  );
}

type Item = { text: string; note: string; pick: () => void };

function List({ items }: { items: Item[] }) {
  return (
    <ul className="-mx-3 h-96 max-h-[55dvh] overflow-y-auto">
      {items.map(({ text, note, pick }) => (
        <li key={text}>
          <button type="button" onClick={pick} className="hover:bg-muted grid min-h-11 w-full gap-0.5 rounded-md px-3 py-2 text-left focus-visible:-outline-offset-2">
            <span dir="auto" className="line-clamp-3 text-[0.9375rem]">
              {text}
            </span>
            <span className="text-muted-foreground text-xs">{note}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}
