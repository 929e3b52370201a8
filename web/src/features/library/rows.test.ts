import { describe, expect, test } from 'vitest';

import { type LibraryRow, NO_FILTER } from './filter';
import { row } from './row.fixture';
import { countFresh, missingAmong, reduceRows, type Rows } from './rows';

const ids = ({ rows }: Rows) => rows.map(({ id }) => id);
const since = row(9).created_at;
const known: Rows = { rows: [row(9), row(8), row(7)], more: true, since };

describe('a row that arrives', () => {
  const arrive = (arrived: LibraryRow, filter = NO_FILTER) =>
    ids(reduceRows(known, { type: 'arrived', row: arrived, filter }));

  test('is inserted in order, newest first', () => {
    expect(arrive(row(10))).toEqual(['row-10', 'row-9', 'row-8', 'row-7']);
  });
  test('is shown once', () => {
    expect(arrive(row(8))).toEqual(['row-9', 'row-8', 'row-7']);
  });
  test('is ignored if it is older than the loaded rows', () => {
    expect(arrive(row(1))).toEqual(['row-9', 'row-8', 'row-7']);
  });
  test('is ignored if it does not match the filter', () => {
    expect(arrive(row(10), { ...NO_FILTER, type: 'video' })).not.toContain('row-10');
    expect(arrive(row(10), { ...NO_FILTER, search: 'hen' })).not.toContain('row-10');
    expect(arrive(row(10), { ...NO_FILTER, search: 'FOX ' })).toContain('row-10');
  });
  test('is ignored while a collection is shown', () => {
    expect(arrive(row(10), { ...NO_FILTER, collection: 'collection-1' })).not.toContain('row-10');
  });
});

test('the rows of a set are in the order of their positions', () => {
  const set = [2, 0, 1].map((set_position) => Object.assign(row(10), { id: `set-${set_position}`, set_position, set_size: 3 }));
  const all = set.reduce((state, each) => reduceRows(state, { type: 'arrived', row: each, filter: NO_FILTER }), known);
  expect(all.rows.slice(0, 4).map(({ set_position }) => set_position)).toEqual([0, 1, 2, 0]);
});

test('rows that arrived after the list was read are counted', () => {
  const arrived = reduceRows(known, { type: 'arrived', row: row(10), filter: NO_FILTER });
  expect([countFresh(known), countFresh(arrived), countFresh({ ...known, since: '' })]).toEqual([0, 1, 3]);
  expect(countFresh(reduceRows(arrived, { type: 'merged' }))).toBe(0);
});

test('a change keeps the columns that it does not contain', () => {
  const change = { id: 'row-8', progress: 0.5 };
  const { rows } = reduceRows(known, { type: 'changed', change, filter: NO_FILTER });
  expect(rows[1]).toEqual({ ...row(8), progress: 0.5 });
});

test('a row that no longer matches the filter is removed', () => {
  const filter = { ...NO_FILTER, status: 'running' as const };
  const running = { rows: [row(9, 'processing'), row(8, 'processing')], more: false, since };
  const change = { id: 'row-9', status: 'completed' as const };
  expect(ids(reduceRows(running, { type: 'changed', change, filter }))).toEqual(['row-8']);
});

test('loading more adds older rows once', () => {
  const page = { rows: [row(7), row(6)], more: false };
  expect(reduceRows(known, { type: 'appended', page })).toEqual({ rows: [row(9), row(8), row(7), row(6)], more: false, since });
});

describe('a refresh after a reconnect', () => {
  test('removes deleted rows, adds new ones, and updates older ones', () => {
    const more: Rows = { rows: [...known.rows, row(6), row(5, 'processing')], more: true, since };
    const page = { rows: [row(10), row(8)], more: true };
    const refresh = { page, deleted: new Set(['row-9', 'row-6']), changed: [row(5)] };
    const { rows } = reduceRows(more, { type: 'refreshed', refresh });
    expect(rows).toEqual([row(10), row(8), row(7), row(5)]);
  });
  test('keeps rows that were loaded meanwhile', () => {
    const refresh = { page: { rows: known.rows, more: true }, deleted: new Set<string>(), changed: [] };
    const readOn = reduceRows(known, { type: 'appended', page: { rows: [row(6), row(5)], more: false } });
    expect(reduceRows(readOn, { type: 'refreshed', refresh })).toEqual(readOn);
  });
  test('is empty if no rows are left', () => {
    const refresh = { page: { rows: [], more: false }, deleted: new Set<string>(), changed: [] };
    expect(reduceRows(known, { type: 'refreshed', refresh })).toEqual({ rows: [], more: false, since });
  });
});

describe('older rows', () => {
  test('are removed if they no longer exist', () => {
    expect(missingAmong(known.rows, ['row-9', 'row-7'])).toEqual(new Set(['row-8']));
  });
  test('are all removed if unknown rows are between them', () => {
    expect(missingAmong(known.rows, ['row-9', 'row-8', 'new', 'row-7'])).toEqual(new Set(['row-9', 'row-8', 'row-7']));
  });
});
