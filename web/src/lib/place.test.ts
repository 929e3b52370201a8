import { afterEach, expect, test, vi } from 'vitest';

import { lastPlace, rememberPlace } from './place';

const ORIGIN = 'https://studio.example';

function openPage(pathname: string, stored: Record<string, string> = {}) {
  vi.stubGlobal('location', { pathname, origin: ORIGIN });
  vi.stubGlobal('sessionStorage', {
    getItem: (key: string) => stored[key] ?? null,
    setItem: (key: string, value: string) => {
      stored[key] = value;
    },
  });
}

afterEach(() => vi.unstubAllGlobals());

test('a checkout leads back to the page before the account page', () => {
  const stored = {};
  for (const path of ['/dashboard', '/premium', '/account']) {
    openPage(path, stored);
    rememberPlace();
  }
  expect(lastPlace()).toEqual({ path: '/premium', known: true });
});

test('without such a page it leads to the dashboard', () => {
  openPage('/account');
  expect(lastPlace()).toEqual({ path: '/dashboard', known: false });
});

test.each(['//evil.example', 'https://evil.example/x', '/\\evil.example', 'javascript:alert(1)'])('it never leads to %s', (place) => {
  openPage('/account', { place });
  expect(new URL(lastPlace().path, ORIGIN).origin).toBe(ORIGIN);
});
