import { expect, test } from 'vitest';

import type { Generation } from '@/lib/generations';
import type { Status } from '@/types/tables';

import { inOrder, NO_RUNS, placeInLine, reduceRuns, type Runs, shownSet } from './runs';

/** A generation of this minute. */
const row = (minute: number, status: Status = 'completed') => {
  const id = `row-${minute}`;
  return { id, status, prompt: 'a fox', created_at: `2026-01-01T00:0${minute}:00+00:00`, set_id: id, set_position: 0, failure_reason: null } as Generation;
};
const inSet = (minute: number, status: Status, more: Partial<Generation> = {}): Generation => ({ ...row(minute, status), set_id: 'set', ...more });
const read = (rows: Generation[], before: Runs = NO_RUNS) => reduceRuns(before, { type: 'read', rows });

test('a run that ended or was deleted unheard is gone after the next read, and a known result stays', () => {
  const runs = read([row(2, 'processing')], read([row(1), row(2), row(3, 'waiting')]));
  expect(runs.rows.map(({ id, status }) => [id, status])).toEqual([['row-1', 'completed'], ['row-2', 'processing']]);
});

test('a set is starting until it is read, and gone after it was deleted', () => {
  expect(shownSet(NO_RUNS, 'set').status).toBe('starting');
  const known = read([inSet(1, 'processing')]);
  expect(shownSet(reduceRuns(known, { type: 'deleted', id: 'row-1' }), 'set').status).toBe('gone');
  expect(shownSet(known, null).status).toBe('none');
});

test('a change without large columns keeps them', () => {
  const runs = reduceRuns(read([inSet(1, 'processing')]), { type: 'updated', change: { id: 'row-1', progress: 0.5 } });
  expect(runs.rows[0]).toMatchObject({ progress: 0.5, prompt: 'a fox' });
});

test('what was cancelled is left out of a set, unless all of it was', () => {
  const cancelled = { failure_reason: 'cancelled' };
  const shown = (rows: Generation[]) => shownSet(read(rows), 'set');
  const [one, two] = [inSet(1, 'failed', { ...cancelled, set_position: 1 }), inSet(2, 'completed', { set_position: 0 })];
  expect(shown([one, two])).toEqual({ status: 'known', rows: [two] });
  expect(shown([one, { ...two, ...cancelled }])).toMatchObject({ rows: [{ id: 'row-2' }] });
});

test('what waits comes after what runs, and has its place in the line', () => {
  const same = { created_at: row(1).created_at };
  const running = inOrder(read([inSet(1, 'waiting', { set_position: 1 }), inSet(2, 'waiting', { ...same, set_position: 0 }), row(5, 'processing'), row(3)]));
  expect(running.map(({ id }) => id)).toEqual(['row-5', 'row-2', 'row-1']);
  expect(running.map((each) => placeInLine(running, each))).toEqual([0, 1, 2]);
});
