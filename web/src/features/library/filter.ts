import { isFavourite } from '@/lib/favourites';
import { type Generation, isUnfinished } from '@/lib/generations';
import { matchesSearch } from '@/lib/prompt-search';

import { isInside, isPeriod } from './period';

export type Filter = {
  type: 'all' | 'image' | 'video';
  status: 'all' | 'completed' | 'running' | 'failed';
  /** The id of a model, or empty. */
  model: string;
  /** A period of `period.ts`, or empty. */
  period: string;
  favourites: boolean;
  /** The id of a collection, or empty. */
  collection: string;
  search: string;
};

export const NO_FILTER: Filter = { type: 'all', status: 'all', model: '', period: '', favourites: false, collection: '', search: '' };

const TYPES = ['image', 'video'] as const;
/** `running` means unfinished: the generation runs or waits. */
export const STATUSES = ['completed', 'running', 'failed'] as const;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** The filter in a URL's query. Invalid values are ignored. */
export function readFilter(query: URLSearchParams): Filter {
  const [period, collection] = [query.get('date') ?? '', query.get('collection') ?? ''];
  return {
    type: TYPES.find((type) => type === query.get('type')) ?? 'all',
    status: STATUSES.find((status) => status === query.get('status')) ?? 'all',
    model: query.get('model') ?? '',
    period: isPeriod(period) ? period : '',
    favourites: query.has('favourites'),
    collection: isId(collection) ? collection : '',
    search: query.get('search') ?? '',
  };
}

/** The parameters of this filter; null removes one from the URL. */
export function writeFilter({ type, status, model, period, favourites, collection, search }: Filter): Record<string, string | null> {
  return {
    type: type === 'all' ? null : type,
    status: status === 'all' ? null : status,
    model: model || null,
    date: period || null,
    favourites: favourites ? '' : null,
    collection: collection || null,
    search: search || null,
  };
}

export function isId(text: string): boolean {
  return UUID.test(text);
}

/** The parts of the filter that are set. */
export function activeParts(filter: Filter): (keyof Filter)[] {
  const parts = Object.keys(NO_FILTER) as (keyof Filter)[];
  return parts.filter((part) => (part === 'search' ? filter.search.trim() !== '' : filter[part] !== NO_FILTER[part]));
}

/** A generation in the library. */
export type LibraryRow = Generation;

/** Whether a row that arrived or changed matches the filter, apart from its collection. */
export function matches({ type, status, model, period, favourites, search }: Filter, row: LibraryRow): boolean {
  if (type !== 'all' && row.media_type !== type) return false;
  if (status === 'running' && !isUnfinished(row)) return false;
  if ((status === 'completed' || status === 'failed') && row.status !== status) return false;
  if (model && row.model_id !== model) return false;
  if (period && !isInside(period, row.created_at)) return false;
  if (favourites && !isFavourite(row)) return false;
  return matchesSearch(search, row.prompt);
}
