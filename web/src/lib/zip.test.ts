import { afterEach, expect, test, vi } from 'vitest';

import { namesOf, zipOf } from './zip';

const at = (minute: number) => new Date(2026, 10, 29, 14, minute).toISOString();

afterEach(() => vi.unstubAllGlobals());

test('file names contain time and prompt, and are unique', () => {
  const fox = { created_at: at(5), prompt: 'A fox, at dawn', storage_path: 'u/images/1.png' };
  expect(namesOf([fox, fox, { ...fox, created_at: at(6), storage_path: 'u/videos/1.mp4' }])).toEqual([
    '2026-11-29-1405-a-fox-at-dawn.png',
    '2026-11-29-1405-a-fox-at-dawn-2.png',
    '2026-11-29-1406-a-fox-at-dawn.mp4',
  ]);
});

test('a file that cannot be loaded is reported by its name, and the others are in the zip', async () => {
  vi.stubGlobal('fetch', (url: string) => Promise.resolve(new Response('content', { status: url === '/2' ? 404 : 200 })));
  const rows = [1, 2, 3].map((minute) => ({ id: `${minute}`, prompt: 'a fox', created_at: at(minute), media_url: `/${minute}`, storage_path: 'x.png' }));
  const progress: number[] = [];
  const { file, added, failed } = await zipOf(rows, (done) => progress.push(done));
  expect(failed).toEqual([namesOf(rows)[1]]);
  expect([added, progress]).toEqual([2, [1, 2, 3]]);
  const content = await file.text();
  expect(content).toContain(namesOf(rows)[2]);
  expect(content).not.toContain(failed[0]);
});
