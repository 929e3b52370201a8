import { useEffect, useState } from 'react';

import { Popover } from '@/components/Popover';
import { SearchField } from '@/components/SearchField';
import { Segmented } from '@/components/Segmented';
import { Select } from '@/components/Select';
import { TextField } from '@/components/TextField';
import { library } from '@/texts';

import type { Collection } from './collections-api';
import { type Filter, STATUSES } from './filter';
import { chipClass, FilterChip } from './FilterChip';
import { daysOf, PRESETS } from './period';
import type { LibraryPage } from './types';

const TYPING_MS = 250;

type Props = { filter: Filter; models: LibraryPage['models']; collections: Collection[]; onManage: () => void; onChange: (filter: Filter) => void };

/** The filters. On a phone they are in one line, which scrolls sideways. */
export function Filters({ filter, models, collections, onManage, onChange }: Props) {
  const set = (part: Partial<Filter>) => onChange({ ...filter, ...part });
  return (
    <div role="group" aria-label={library.filters} className="-mx-4 flex items-center gap-2 overflow-x-auto px-4 py-1 [scrollbar-width:none] sm:mx-0 sm:flex-wrap sm:overflow-visible sm:px-0.5 [&>*]:shrink-0">
      <Segmented name="type" label={library.type} value={filter.type} options={library.types} onChange={(type) => set({ type })} />
      {PRESETS.map((preset) => (
        <FilterChip key={preset} on={filter.period === preset} onClick={() => set({ period: filter.period === preset ? '' : preset })} text={library.periods[preset]} />
      ))}
      <Dates period={filter.period} onChange={(period) => set({ period })} />
      <FilterChip on={filter.favourites} onClick={() => set({ favourites: !filter.favourites })} text={library.favourites} icon="icon-[lucide--heart]" />
      {STATUSES.map((status) => (
        <FilterChip key={status} on={filter.status === status} onClick={() => set({ status: filter.status === status ? 'all' : status })} text={library.statuses[status]} />
      ))}
      <div className="flex gap-2 [&>*]:shrink-0">
        <Select aria-label={library.model} value={filter.model} onChange={({ target }) => set({ model: target.value })} className="max-w-48">
          <option value="">{library.anyModel}</option>
          {models.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </Select>
        {collections.length > 0 && (
          <Select aria-label={library.collection} value={filter.collection} onChange={({ target }) => set({ collection: target.value })} className="max-w-48">
            <option value="">{library.anyCollection}</option>
            {collections.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </Select>
        )}
        <button type="button" aria-label={library.collections} onClick={onManage} className={chipClass(false)}>
          <span aria-hidden="true" className="icon-[lucide--folder-heart] size-4" />
        </button>
      </div>
    </div>
  );
}

/** Search field that reports its text when the user stops typing. */
export function Search({ search, onChange }: { search: string; onChange: (search: string) => void }) {
  const [typed, setTyped] = useState(search);
  useEffect(() => setTyped(search), [search]);
  useEffect(() => {
    if (typed === search) return;
    const timer = setTimeout(() => onChange(typed), TYPING_MS);
    return () => clearTimeout(timer);
  }, [typed, search, onChange]);
  return <SearchField label={library.search} value={typed} onChange={setTyped} />;
}

/** The first and the last day of a range. */
function Dates({ period, onChange }: { period: string; onChange: (period: string) => void }) {
  const days = daysOf(period) ?? { from: '', to: '' };
  const change = (part: Partial<typeof days>) => {
    const { from, to } = { ...days, ...part };
    onChange(from || to ? `${from}..${to}` : '');
  };
  return (
    <Popover
      id="library-dates"
      label={library.dates}
      trigger={<span aria-hidden="true" className="icon-[lucide--calendar-days] size-4" />}
      triggerClass={chipClass(days.from !== '' || days.to !== '')}
    >
      <div className="grid gap-3 p-2">
        <TextField id="library-from" label={library.from} type="date" value={days.from} max={days.to} onChange={(from) => change({ from })} />
        <TextField id="library-to" label={library.to} type="date" value={days.to} min={days.from} onChange={(to) => change({ to })} />
      </div>
    </Popover>
  );
}
