import { Button } from '@/components/Button';
import { library as texts } from '@/texts';

import { type Filter, NO_FILTER } from './filter';
import { nameOfPart, type Names } from './filter-names';

type Props = Names & { filter: Filter; parts: (keyof Filter)[]; onChange: (filter: Filter) => void };

/** These parts of the filter, each as a button that clears it. */
export function ActiveFilters({ filter, parts, onChange, ...names }: Props) {
  return (
    <>
      {parts.map((part) => (
        <Button key={part} aria-label={texts.clearFilter(nameOfPart(filter, part, names))} onClick={() => onChange({ ...filter, [part]: NO_FILTER[part] })}>
          <span>{nameOfPart(filter, part, names)}</span>
          <span aria-hidden="true" className="icon-[lucide--x] size-4" />
        </Button>
      ))}
      {parts.length > 1 && <Button onClick={() => onChange(NO_FILTER)}>{texts.clearFilters}</Button>}
    </>
  );
}
