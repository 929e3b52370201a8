import { expect, test } from 'vitest';

import { toCsv } from './csv';
import { someEntry as entry } from '@/lib/credit-entry.fixture';
import type { Entry } from '@/lib/credit-history';

async function lines(entries: Entry[]): Promise<string[]> {
  return (await toCsv(entries).text()).split('\r\n');
}

test('a line has the date, its title, and the change of each balance', async () => {
  expect(await lines([entry({})])).toEqual([
    'Date,Type,Plan,Description,Amount,Monthly,Purchased,Generation',
    '2026-11-22T10:00:00+00:00,Generation,,Krea Flux,-10,-4,-6,generation-1',
    '',
  ]);
});

test('commas, quotes and line breaks stay inside their cell', async () => {
  const text = await toCsv([entry({ description: 'a "b", c\nd' })]).text();
  expect(text).toContain(',"a ""b"", c\nd",');
});

test.each(['=1+1', '+1', '-1', '@x', '\tx'])('%j is escaped, so that it is no formula', async (description) => {
  expect((await lines([entry({ description })]))[1]).toContain(`,'${description},`);
});

test('a byte order mark declares UTF-8', async () => {
  const bytes = await toCsv([]).slice(0, 3).arrayBuffer();
  expect(new Uint8Array(bytes)).toEqual(Uint8Array.of(0xef, 0xbb, 0xbf));
});
