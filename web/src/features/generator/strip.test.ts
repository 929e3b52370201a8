import { expect, test } from 'vitest';

import type { Generation } from '@/lib/generations';
import type { Status } from '@/types/tables';

import { endedBeside, nextStrip, NO_STRIP, type Strip } from './strip';

/** A generation in a set of its own, which has the same id. */
const row = (id: string, status: Status, more: Partial<Generation> = {}) =>
  ({ id, set_id: id, status, set_position: 0, created_at: id, finished_at: null, failure_reason: null, ...more }) as Generation;
const [a, b, c] = ['a', 'b', 'c'].map((id) => row(id, 'processing')) as [Generation, Generation, Generation];
const [aEnded, bEnded] = [row('a', 'completed', { finished_at: '1' }), row('b', 'failed', { finished_at: '2' })];
const ids = ({ rows }: Strip) => rows.map(({ id }) => id).join('');
const both = nextStrip(NO_STRIP, { rows: [a, b] }, 'b');

test('generations of other sets are listed with those in the pane, which are not listed alone', () => {
  expect(ids(both)).toBe('ab');
  expect(ids(nextStrip(NO_STRIP, { rows: [b, aEnded] }, 'b'))).toBe('');
  expect(ids(nextStrip(NO_STRIP, { rows: [a] }, null))).toBe('a');
});

test('one that ended stays in its place, in the pane or beside it, unless it was cancelled or deleted', () => {
  expect(ids(nextStrip(both, { rows: [b, aEnded] }, 'b'))).toBe('ab');
  expect(ids(nextStrip(both, { rows: [aEnded, bEnded] }, 'b'))).toBe('ab');
  expect(ids(nextStrip(both, { rows: [row('a', 'failed', { failure_reason: 'cancelled' }), b] }, 'b'))).toBe('');
  expect(ids(nextStrip(both, { rows: [b] }, 'b'))).toBe('');
});

test('one that ended goes when its set has left the pane, or when another set was started', () => {
  const ended = { rows: [aEnded, bEnded, c] };
  const all = nextStrip(nextStrip(NO_STRIP, { rows: [a, b, c] }, 'b'), ended, 'b');
  expect(ids(all)).toBe('abc');
  expect(ids(nextStrip(all, ended, 'a'))).toBe('ac');
  expect(ids(nextStrip(all, { rows: [...ended.rows, row('d', 'pending')] }, 'd'))).toBe('cd');
});

test('the end of a set beside the pane is told when all of it has ended', () => {
  const part = row('a2', 'processing', { set_id: 'a' });
  const of = (rows: Generation[]) => endedBeside({ rows, shown: 'b' })?.id;
  expect(of([aEnded, part, bEnded])).toBeUndefined();
  expect(of([aEnded, bEnded])).toBe('a');
});
