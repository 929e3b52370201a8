import type { Generation, GenerationChange } from '@/lib/generations';

import type { Page, Refresh } from './api';
import { type Filter, matches } from './filter';

/** The rows that are shown, newest first; `more` if there are older ones that were not read yet. */
export type Rows = { rows: Generation[]; more: boolean };

export type RowsAction =
  | { type: 'replaced'; page: Page }
  | { type: 'appended'; page: Page }
  | { type: 'refreshed'; refresh: Refresh }
  | { type: 'arrived'; row: Generation; filter: Filter }
  | { type: 'changed'; change: GenerationChange; filter: Filter }
  | { type: 'deleted'; id: string };

export function reduceRows(state: Rows, action: RowsAction): Rows {
  switch (action.type) {
    case 'replaced':
      return action.page;
    case 'appended':
      return { rows: unique([...state.rows, ...action.page.rows]), more: action.page.more };
    case 'refreshed':
      return refreshed(state, action.refresh);
    case 'arrived':
      return arrived(state, action.row, action.filter);
    case 'changed':
      return changed(state, action.change, action.filter);
    case 'deleted':
      return { ...state, rows: state.rows.filter(({ id }) => id !== action.id) };
  }
}

/** The newest rows as they are now; older ones, also those read in the meantime, stay unless they changed or are gone. */
function refreshed(state: Rows, { page: { rows, more }, gone, changed: anew }: Refresh): Rows {
  const oldest = rows.at(-1);
  if (!more || !oldest) return { rows, more };
  const known = state.rows.filter((row) => !gone.has(row.id) && newestFirst(oldest, row) < 0);
  const older = known.map((row) => anew.find(({ id }) => id === row.id) ?? row);
  return { rows: unique([...rows, ...older]), more: older.length > 0 ? state.more : true };
}

/** Which of these rows are gone, when `there` are; all, if others stand among them: they are read on the way. */
export function goneAmong(rows: Generation[], there: string[]): ReadonlySet<string> {
  const gone = new Set(rows.map(({ id }) => id));
  if (there.every((id) => gone.has(id))) for (const id of there) gone.delete(id);
  return gone;
}

function arrived(state: Rows, row: Generation, filter: Filter): Rows {
  const oldest = state.rows.at(-1);
  const belowTheFold = state.more && oldest && newestFirst(oldest, row) < 0;
  if (belowTheFold || !matches(filter, row)) return state;
  return { ...state, rows: unique([row, ...state.rows]).toSorted(newestFirst) };
}

function changed(state: Rows, change: GenerationChange, filter: Filter): Rows {
  const rows = state.rows.map((row) => (row.id === change.id ? { ...row, ...change } : row));
  return { ...state, rows: rows.filter((row) => row.id !== change.id || matches(filter, row)) };
}

function newestFirst(one: Generation, other: Generation): number {
  return Date.parse(other.created_at) - Date.parse(one.created_at) || (one.id < other.id ? 1 : -1);
}

function unique(rows: Generation[]): Generation[] {
  return [...new Map(rows.map((row) => [row.id, row])).values()];
}
