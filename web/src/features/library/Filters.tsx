import { useEffect, useState } from 'react';

import { Popover } from '@/components/Popover';
import { SearchField } from '@/components/SearchField';
import { Segmented } from '@/components/Segmented';
import { Select } from '@/components/Select';
import { TextField } from '@/components/TextField';
import { collections as texts, library } from '@/texts';

import { ActiveFilters } from './ActiveFilters';
import type { Collection } from './collections-api';
import { activeParts, type Filter, STATUSES } from './filter';
import { chipClass, FilterChip } from './FilterChip';
import { daysOf, PRESETS } from './period';
import type { LibraryPage } from './types';

const TYPING_MS = 250;

type Props = Pick<LibraryPage, 'models' | 'nameOfModel'> & {
  filter: Filter;
  collections: Collection[];
  /** Whether the user is known to have none. */
  noCollections: boolean;
  nameOfCollection: (id: string) => string;
  /** Whether the filters that are on are named below. */
  named: boolean;
  onManage: () => void;
  onChange: (filter: Filter) => void;
};

/**
 * The filters. On a phone they are in one line, which scrolls sideways and fades out where more follow. The button at its end shows all of
 * them, and the line below names those that are on, because they may be out of sight.
 */
export function Filters({ filter, models, collections, noCollections, named, onManage, onChange, ...names }: Props) {
  const [all, setAll] = useState(false);
  const set = (part: Partial<Filter>) => onChange({ ...filter, ...part });
  const on = activeParts(filter).filter((part) => part !== 'search');
  return (
    <div className="grid min-w-0 grid-cols-[minmax(0,1fr)] gap-2">
      <div className={`-ml-4 flex gap-2 sm:ml-0 ${all ? 'items-start' : 'items-center'}`}>
        <div id="library-filters" role="group" aria-label={library.filters} className={`${LINE} ${all ? 'flex-wrap' : ONE_LINE}`}>
          <Segmented name="type" label={library.type} value={filter.type} options={library.types} onChange={(type) => set({ type })} />
          {PRESETS.map((preset) => (
            <FilterChip key={preset} on={filter.period === preset} onClick={() => set({ period: filter.period === preset ? '' : preset })} text={library.periods[preset]} />
          ))}
          <Dates period={filter.period} onChange={(period) => set({ period })} />
          <FilterChip on={filter.favourites} onClick={() => set({ favourites: !filter.favourites })} text={library.favourites} icon="icon-[lucide--heart]" />
          {STATUSES.map((status) => (
            <FilterChip key={status} on={filter.status === status} onClick={() => set({ status: filter.status === status ? 'all' : status })} text={library.statuses[status]} />
          ))}
          <Choice label={library.model} any={library.anyModel} value={filter.model} options={models} className="w-44 sm:w-38 2xl:w-44" onChange={(model) => set({ model })} />
          {/* One width with and without collections, so that the first one moves nothing. */}
          <div className="flex min-h-11 w-56 items-center gap-1 sm:w-46 sm:max-w-64 sm:grow 2xl:w-64">
            <button
              type="button"
              aria-label={library.collections}
              title={library.collections}
              onClick={onManage}
              className={`${chipClass(false)} shrink-0`}
            >
              <span aria-hidden="true" className="icon-[lucide--folder-heart] size-4" />
              {noCollections && <span>{texts.title}</span>}
            </button>
            {!noCollections && (
              <Choice label={library.collection} any={library.anyCollection} value={filter.collection} options={collections} className="min-w-0 grow" onChange={(collection) => set({ collection })} />
            )}
          </div>
        </div>
        <button
          type="button"
          aria-label={library.allFilters}
          aria-expanded={all}
          aria-controls="library-filters"
          onClick={() => setAll(!all)}
          className={`${chipClass(all)} my-1 shrink-0 sm:hidden`}
        >
          <span aria-hidden="true" className="icon-[lucide--sliders-horizontal] size-4" />
        </button>
      </div>
      {named && on.length > 0 && !all && (
        <div className="flex flex-wrap gap-2 sm:hidden">
          <ActiveFilters parts={on} {...{ filter, onChange }} {...names} />
        </div>
      )}
    </div>
  );
}

const LINE = 'flex min-w-0 grow items-center gap-2 py-1 pl-4 sm:flex-wrap sm:gap-1.25 sm:overflow-visible sm:px-0 [&>*]:shrink-0';
/** Without native popovers, the mask would cut off the menu of dates. */
const ONE_LINE =
  'overflow-x-auto scroll-px-8 pr-8 [scrollbar-width:none] sm:mask-none max-sm:supports-[selector(:popover-open)]:[mask-image:linear-gradient(to_right,transparent,black_1rem,black_calc(100%-2rem),transparent)]';

/** `className` is for its width, which does not depend on its options. */
type ChoiceProps = { label: string; any: string; value: string; options: readonly { id: string; name: string }[]; className: string; onChange: (id: string) => void };

function Choice({ label, any, value, options, className, onChange }: ChoiceProps) {
  return (
    <Select aria-label={label} value={value} onChange={({ target }) => onChange(target.value)} className={className}>
      <option value="">{any}</option>
      {options.map(({ id, name }) => (
        <option key={id} value={id}>
          {name}
        </option>
      ))}
    </Select>
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
