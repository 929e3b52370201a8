import { expect, test } from 'vitest';

import type { Generation } from '@/lib/generations';
import type { Status } from '@/types/tables';

import { type CurrentGenerations, inOrder, newestSet, NO_GENERATIONS, reduceGenerations, shownSet, waitingPlace, withExpected } from './current-generations';

/** A generation that was started in this minute. */
const row = (minute: number, status: Status = 'completed') => {
  const id = `row-${minute}`;
  return { id, status, prompt: 'a fox', created_at: `2026-01-01T00:0${minute}:00+00:00`, set_id: id, set_position: 0, failure_reason: null } as Generation;
};
const inSet = (minute: number, status: Status, more: Partial<Generation> = {}): Generation => ({ ...row(minute, status), set_id: 'set', ...more });
const read = (rows: Generation[], before: CurrentGenerations = NO_GENERATIONS) => reduceGenerations(before, { type: 'read', rows });

test('a read removes unfinished generations that ended or were deleted without an event, and keeps known results', () => {
  const current = read([row(2, 'processing')], read([row(1), row(2), row(3, 'waiting')]));
  expect(current.rows.map(({ id, status }) => [id, status])).toEqual([['row-1', 'completed'], ['row-2', 'processing']]);
});

test('a set is shown as starting until it is read, and as gone after it was deleted', () => {
  expect(shownSet(NO_GENERATIONS, 'set').status).toBe('starting');
  const known = read([inSet(1, 'processing')]);
  expect(shownSet(reduceGenerations(known, { type: 'deleted', id: 'row-1' }), 'set').status).toBe('gone');
});

test('without a set, the pane is starting until a read has ended', () => {
  expect(shownSet(NO_GENERATIONS, null).status).toBe('starting');
  expect(shownSet(read([]), null).status).toBe('none');
  expect(shownSet(reduceGenerations(NO_GENERATIONS, { type: 'failed' }), null).status).toBe('none');
});

test('the newest set is that of the generation that was started last', () => {
  expect(newestSet([row(1), row(3, 'processing'), row(2)])).toBe('row-3');
  expect(newestSet([])).toBeNull();
});

test('a change keeps the columns that it does not contain', () => {
  const current = reduceGenerations(read([inSet(1, 'processing')]), { type: 'updated', change: { id: 'row-1', progress: 0.5 } });
  expect(current.rows[0]).toMatchObject({ progress: 0.5, prompt: 'a fox' });
});

test('cancelled generations of a set are left out; if all were cancelled, all are shown', () => {
  const cancelled = { failure_reason: 'cancelled' };
  const shown = (rows: Generation[]) => shownSet(read(rows), 'set');
  const [one, two] = [inSet(1, 'failed', { ...cancelled, set_position: 1 }), inSet(2, 'completed', { set_position: 0 })];
  expect(shown([one, two])).toEqual({ status: 'known', rows: [two] });
  expect(shown([one, { ...two, ...cancelled }])).toMatchObject({ rows: [{ id: 'row-2' }, { id: 'row-1' }] });
});

test('waiting generations come after running ones, and have their place in the waiting list', () => {
  const same = { created_at: row(1).created_at };
  const unfinished = inOrder(read([inSet(1, 'waiting', { set_position: 1 }), inSet(2, 'waiting', { ...same, set_position: 0 }), row(5, 'processing'), row(3)]));
  expect(unfinished.map(({ id }) => id)).toEqual(['row-5', 'row-2', 'row-1']);
  expect(unfinished.map((each) => waitingPlace(unfinished, each))).toEqual([0, 1, 2]);
});

test('an expected set is shown as soon as all of it is there, and not listed before', () => {
  const followed = { id: 'older', expected: 'set' };
  const [one, two] = [inSet(1, 'pending', { set_size: 2 }), inSet(2, 'pending', { set_size: 2 })];
  const idsOf = (rows: Generation[]) => {
    const { current, setId } = withExpected(read([row(3, 'processing'), ...rows]), followed);
    return [setId, ...current.rows.map(({ id }) => id)];
  };
  expect(idsOf([])).toEqual(['older', 'row-3']);
  expect(idsOf([one])).toEqual(['older', 'row-3']);
  expect(idsOf([one, two])).toEqual(['set', 'row-3', 'row-1', 'row-2']);
});
