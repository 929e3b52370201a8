import { type Generation, type GenerationChange, isUnfinished } from '@/lib/generations';

import type { Followed } from './use-followed';

/** The unfinished generations of the user, and those of the set in the pane. */
export type CurrentGenerations = {
  rows: readonly Generation[];
  /** The ids of all sets of which a generation was read. */
  known: readonly string[];
  /** The first read has not ended yet. */
  reading: boolean;
};

export type GenerationEvent =
  | { type: 'read'; rows: Generation[] }
  | { type: 'failed' }
  | { type: 'inserted'; row: Generation }
  | { type: 'updated'; change: GenerationChange }
  | { type: 'deleted'; id: string };

export const NO_GENERATIONS: CurrentGenerations = { rows: [], known: [], reading: true };

export function reduceGenerations(current: CurrentGenerations, event: GenerationEvent): CurrentGenerations {
  if (event.type === 'failed') return { ...current, reading: false };
  if (event.type === 'deleted') return { ...current, rows: current.rows.filter(({ id }) => id !== event.id) };
  if (event.type === 'updated') return { ...current, rows: current.rows.map((row) => (row.id === event.change.id ? { ...row, ...event.change } : row)) };
  // The rows that were read replace all unfinished ones: these may have ended or been deleted without a realtime event.
  const kept = event.type === 'read' ? current.rows.filter((row) => !isUnfinished(row)) : current.rows;
  const added = event.type === 'read' ? event.rows : [event.row];
  const ids = new Set(added.map(({ id }) => id));
  const rows = [...kept.filter(({ id }) => !ids.has(id)), ...added];
  return { rows, known: [...new Set([...current.known, ...rows.map(({ set_id }) => set_id)])], reading: current.reading && event.type !== 'read' };
}

/** What the pane shows: `starting` until the set is read, `gone` after it was deleted, `none` if the user has none. */
export type ShownSet = { status: 'none' | 'starting' | 'gone' } | { status: 'known'; rows: Generation[] };

/** The generations of one set in their order, without cancelled ones, unless all were cancelled. */
export function shownSet({ rows, known, reading }: CurrentGenerations, setId: string | null): ShownSet {
  if (!setId) return { status: reading ? 'starting' : 'none' };
  const all = rows.filter(({ set_id }) => set_id === setId).toSorted((one, other) => one.set_position - other.set_position);
  if (all.length === 0) return { status: known.includes(setId) ? 'gone' : 'starting' };
  const kept = all.filter(({ failure_reason }) => failure_reason !== 'cancelled');
  return { status: 'known', rows: kept.length > 0 ? kept : all };
}

/**
 * What the pane and the queue show. An expected set is in the pane as soon as all of it exists: its rows may arrive, one by one,
 * before the service's reply. Until then it is in neither.
 */
export function withExpected(current: CurrentGenerations, { id, expected }: Pick<Followed, 'id' | 'expected'>): { current: CurrentGenerations; setId: string | null } {
  const isExpected = (row: Generation) => row.set_id === expected;
  const [first, ...others] = current.rows.filter(isExpected);
  if (!first) return { current, setId: id };
  if (first.set_size === others.length + 1) return { current, setId: expected };
  return { current: { ...current, rows: current.rows.filter((row) => !isExpected(row)) }, setId: id };
}

/** The id of the set of the newest one of these generations; null without any. */
export function newestSet(rows: readonly Generation[]): string | null {
  const key = ({ created_at, id }: Generation) => `${created_at} ${id}`;
  return rows.toSorted((one, other) => (key(one) < key(other) ? 1 : -1))[0]?.set_id ?? null;
}

/** What these generations cost together; for failed ones, what was refunded. */
export function creditsOf(rows: readonly Generation[]): number {
  return rows.reduce((sum, { credits_used }) => sum + credits_used, 0);
}

/** The unfinished generations in the order in which they start. */
export function inOrder({ rows }: CurrentGenerations): Generation[] {
  return inStartOrder(rows.filter(isUnfinished));
}

/** Generations in the order in which they started, then those that wait. */
export function inStartOrder(rows: Generation[]): Generation[] {
  const key = (row: Generation) => `${row.created_at} ${row.set_position} ${row.id}`;
  const waits = (row: Generation) => Number(row.status === 'waiting');
  return rows.toSorted((one, other) => waits(one) - waits(other) || (key(one) < key(other) ? -1 : 1));
}

/** The place of a generation in the waiting list, from 1; 0 if it does not wait. */
export function waitingPlace(unfinished: readonly Generation[], { id }: Generation): number {
  return unfinished.filter(({ status }) => status === 'waiting').findIndex((row) => row.id === id) + 1;
}
