import { type Generation, type GenerationChange, isRunning } from '@/lib/generations';

/** The generations that run or wait, and those of the set in the pane, as far as they are known. */
export type Runs = { rows: readonly Generation[]; known: readonly string[] };

export type RunEvent =
  | { type: 'read'; rows: Generation[] }
  | { type: 'inserted'; row: Generation }
  | { type: 'updated'; change: GenerationChange }
  | { type: 'deleted'; id: string };

export const NO_RUNS: Runs = { rows: [], known: [] };

export function reduceRuns(runs: Runs, event: RunEvent): Runs {
  if (event.type === 'deleted') return { ...runs, rows: runs.rows.filter(({ id }) => id !== event.id) };
  if (event.type === 'updated') return { ...runs, rows: runs.rows.map((row) => (row.id === event.change.id ? { ...row, ...event.change } : row)) };
  // What was read replaces what ran before: it may have ended, or been deleted, without a change being heard.
  const kept = event.type === 'read' ? runs.rows.filter((row) => !isRunning(row)) : runs.rows;
  const added = event.type === 'read' ? event.rows : [event.row];
  const ids = new Set(added.map(({ id }) => id));
  const rows = [...kept.filter(({ id }) => !ids.has(id)), ...added];
  return { rows, known: [...new Set([...runs.known, ...rows.map(({ set_id }) => set_id)])] };
}

/** What the pane shows: `starting` until the set is read, `gone` once it was deleted. */
export type ShownSet = { status: 'none' | 'starting' | 'gone' } | { status: 'known'; rows: Generation[] };

/** The generations of one set in their order. What was cancelled is left out where others are there. */
export function shownSet({ rows, known }: Runs, setId: string | null): ShownSet {
  if (!setId) return { status: 'none' };
  const all = rows.filter(({ set_id }) => set_id === setId).toSorted((one, other) => one.set_position - other.set_position);
  if (all.length === 0) return { status: known.includes(setId) ? 'gone' : 'starting' };
  const kept = all.filter(({ failure_reason }) => failure_reason !== 'cancelled');
  return { status: 'known', rows: kept.length > 0 ? kept : all.slice(0, 1) };
}

/** All that run or wait, in the order in which they start. */
export function inOrder({ rows }: Runs): Generation[] {
  const key = (row: Generation) => `${row.created_at} ${row.set_position} ${row.id}`;
  const waits = (row: Generation) => Number(row.status === 'waiting');
  return rows.filter(isRunning).toSorted((one, other) => waits(one) - waits(other) || (key(one) < key(other) ? -1 : 1));
}

/** The place of a waiting generation in the line, from 1. */
export function placeInLine(running: readonly Generation[], { id }: Generation): number {
  return running.filter(({ status }) => status === 'waiting').findIndex((row) => row.id === id) + 1;
}
