import { afterEach, expect, test, vi } from 'vitest';

import { fetchRows } from './rest';

afterEach(() => vi.unstubAllGlobals());

function respondWith(body: unknown, status = 200) {
  vi.stubGlobal('document', { querySelector: () => ({ content: 'https://project.example' }) });
  vi.stubGlobal('fetch', () => Promise.resolve(Response.json(body, { status })));
}

test('rows are returned unchanged', async () => {
  respondWith([{ id: 1 }]);
  expect(await fetchRows('products')).toEqual([{ id: 1 }]);
});

test.each([[{ id: 1 }], ['rows'], [null]])('a response of %j is refused, because it is not a list', async (body) => {
  respondWith(body);
  await expect(fetchRows('products')).rejects.toThrow('not return a list');
});

test('an HTTP error is thrown even if its body is a list', async () => {
  respondWith([], 500);
  await expect(fetchRows('products')).rejects.toThrow('HTTP 500');
});
