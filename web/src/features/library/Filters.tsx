import { useEffect, useState } from 'react';

import { SearchField } from '@/components/SearchField';
import { Segmented } from '@/components/Segmented';
import { Select } from '@/components/Select';
import { library } from '@/texts';

import type { Filter } from './filter';

const TYPING_MS = 250;

type Props = { filter: Filter; onChange: (filter: Filter) => void };

export function Filters({ filter, onChange }: Props) {
  return (
    <div className="flex flex-wrap items-center gap-2 max-sm:[&>fieldset]:w-full lg:flex-nowrap">
      <Segmented
        name="type"
        label={library.type}
        value={filter.type}
        options={library.types}
        onChange={(type) => onChange({ ...filter, type })}
      />
      <Select
        aria-label={library.status}
        value={filter.status}
        onChange={({ target }) => onChange({ ...filter, status: target.value as Filter['status'] })}
        className="shrink-0 grow sm:grow-0"
      >
        {Object.entries(library.statuses).map(([status, text]) => (
          <option key={status} value={status}>
            {text}
          </option>
        ))}
      </Select>
      <Search search={filter.search} onChange={(search) => onChange({ ...filter, search })} />
    </div>
  );
}

/** Search field that reports its text when the user stops typing. */
function Search({ search, onChange }: { search: string; onChange: (search: string) => void }) {
  const [typed, setTyped] = useState(search);
  useEffect(() => setTyped(search), [search]);
  useEffect(() => {
    if (typed === search) return;
    const timer = setTimeout(() => onChange(typed), TYPING_MS);
    return () => clearTimeout(timer);
  }, [typed, search, onChange]);
  return (
    <div className="grow-99 basis-40 lg:basis-72">
      <SearchField label={library.search} value={typed} onChange={setTyped} />
    </div>
  );
}
