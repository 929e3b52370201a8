import { expect, test } from 'vitest';

import { toCsv } from './csv';
import type { Entry } from './history';

function entry(change: Partial<Entry>): Entry {
  return {
    id: '1',
    kind: 'usage',
    amount: -10,
    subscription_amount: -4,
    purchased_amount: -6,
    description: 'Krea Flux',
    media_id: 'm1',
    created_at: '2026-11-22T10:00:00+00:00',
    ...change,
  };
}

async function lines(entries: Entry[]): Promise<string[]> {
  return (await toCsv(entries).text()).split('\r\n');
}

test('a line has the date, what it was, and the change of each balance', async () => {
  expect(await lines([entry({})])).toEqual([
    'Date,Type,Description,Amount,Monthly,Purchased,Run',
    '2026-11-22T10:00:00+00:00,Used,Krea Flux,-10,-4,-6,m1',
    '',
  ]);
});

test('commas, quotes and line breaks stay inside their cell', async () => {
  const text = await toCsv([entry({ description: 'a "b", c\nd' })]).text();
  expect(text).toContain(',"a ""b"", c\nd",');
});

test.each(['=1+1', '+1', '-1', '@x', '\tx'])('%j is no formula', async (description) => {
  expect((await lines([entry({ description })]))[1]).toContain(`,'${description},`);
});

test('spreadsheets are told that it is UTF-8', async () => {
  const bytes = await toCsv([]).slice(0, 3).arrayBuffer();
  expect(new Uint8Array(bytes)).toEqual(Uint8Array.of(0xef, 0xbb, 0xbf));
});
