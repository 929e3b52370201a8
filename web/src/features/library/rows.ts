import type { GenerationChange } from '@/lib/generations';

import { type Filter, type LibraryRow, matches } from './filter';

export type Page = { rows: LibraryRow[]; more: boolean };

/** The newest rows in full; of the older ones, the ids of deleted rows and the rows that may have changed. */
export type Refresh = { page: Page; deleted: ReadonlySet<string>; changed: LibraryRow[] };

/** The rows on the screen, newest first; `more` if older ones are not loaded yet. */
export type Rows = Page & {
  /** When the newest row was created that is in the one grid. Rows that were created later have arrived since. */
  since: string;
};

export const NO_ROWS: Rows = { rows: [], more: false, since: '' };

export type RowsAction =
  | { type: 'replaced'; page: Page }
  | { type: 'appended'; page: Page }
  | { type: 'refreshed'; refresh: Refresh }
  | { type: 'arrived'; row: LibraryRow; filter: Filter }
  /** A realtime change, or the user marks or unmarks a favourite. */
  | { type: 'changed'; change: GenerationChange; filter: Filter }
  /** Those that have arrived join the others. */
  | { type: 'merged' }
  | { type: 'deleted'; ids: readonly string[] };

export function reduceRows(state: Rows, action: RowsAction): Rows {
  switch (action.type) {
    case 'replaced':
      return { ...action.page, since: newestOf(action.page.rows) };
    case 'merged':
      return { ...state, since: newestOf(state.rows) };
    case 'appended':
      return { ...state, rows: unique([...state.rows, ...action.page.rows]), more: action.page.more };
    case 'refreshed':
      return refreshed(state, action.refresh);
    case 'arrived':
      return arrived(state, action.row, action.filter);
    case 'changed':
      return changed(state, action.change, action.filter);
    case 'deleted':
      return { ...state, rows: state.rows.filter(({ id }) => !action.ids.includes(id)) };
  }
}

function newestOf(rows: LibraryRow[]): string {
  return rows[0]?.created_at ?? '';
}

/** Take the newest rows from the refresh. Keep older ones, also those loaded during it, unless they were deleted or changed. */
function refreshed(state: Rows, { page: { rows, more }, deleted, changed: updates }: Refresh): Rows {
  const oldest = rows.at(-1);
  if (!more || !oldest) return { ...state, rows, more };
  const known = state.rows.filter((row) => !deleted.has(row.id) && newestFirst(oldest, row) < 0);
  const older = known.map((row) => updates.find(({ id }) => id === row.id) ?? row);
  return { ...state, rows: unique([...rows, ...older]), more: older.length > 0 ? state.more : true };
}

/**
 * Which of these rows are not among `ids`. If `ids` contains a row that is not loaded, return all rows: scrolling then
 * loads them again, together with the missing one.
 */
export function missingAmong(rows: LibraryRow[], ids: string[]): ReadonlySet<string> {
  const missing = new Set(rows.map(({ id }) => id));
  if (ids.every((id) => missing.has(id))) for (const id of ids) missing.delete(id);
  return missing;
}

/** How many of the rows have arrived and do not have their place among the others yet. */
export function countFresh({ rows, since }: Rows): number {
  const old = rows.findIndex(({ created_at }) => Date.parse(created_at) <= Date.parse(since));
  return old < 0 ? rows.length : old;
}

function arrived(state: Rows, row: LibraryRow, filter: Filter): Rows {
  const oldest = state.rows.at(-1);
  const notLoadedYet = state.more && oldest && newestFirst(oldest, row) < 0;
  // An arriving row is in no collection: the user adds results by hand.
  if (notLoadedYet || filter.collection || !matches(filter, row)) return state;
  return { ...state, rows: unique([row, ...state.rows]).toSorted(newestFirst) };
}

function changed(state: Rows, change: GenerationChange, filter: Filter): Rows {
  const rows = state.rows.map((row) => (row.id === change.id ? { ...row, ...change } : row));
  return { ...state, rows: rows.filter((row) => row.id !== change.id || matches(filter, row)) };
}

/** The sort key of a row. */
export type Position = Pick<LibraryRow, 'id' | 'created_at' | 'set_position'>;

/** The order of the library. The generations of a set have the same time and are sorted by their position. */
export function newestFirst(one: Position, other: Position): number {
  const byTime = Date.parse(other.created_at) - Date.parse(one.created_at) || one.set_position - other.set_position;
  return byTime || (one.id === other.id ? 0 : one.id < other.id ? 1 : -1);
}

function unique(rows: LibraryRow[]): LibraryRow[] {
  return [...new Map(rows.map((row) => [row.id, row])).values()];
}
