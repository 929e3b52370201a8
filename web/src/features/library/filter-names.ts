import { library as texts } from '@/texts';

import type { Filter } from './filter';
import { daysOf, isPreset } from './period';

export type Names = { nameOfModel: (id: string) => string; nameOfCollection: (id: string) => string };

/** The name of a part of the filter, with its value. */
export function nameOfPart(filter: Filter, part: keyof Filter, names: Names): string {
  switch (part) {
    case 'type':
      return texts.types[filter.type];
    case 'status':
      return filter.status === 'all' ? '' : texts.statuses[filter.status];
    case 'model':
      return names.nameOfModel(filter.model);
    case 'period':
      return nameOfPeriod(filter.period);
    case 'favourites':
      return texts.favourites;
    case 'collection':
      return names.nameOfCollection(filter.collection);
    case 'search':
      return texts.searchedFor(filter.search);
  }
}

function nameOfPeriod(period: string): string {
  if (isPreset(period)) return texts.periods[period];
  const { from, to } = daysOf(period) ?? { from: '', to: '' };
  return texts.between(from, to);
}
