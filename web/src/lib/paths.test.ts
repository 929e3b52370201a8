import { array, assert, constantFrom, oneof, property, string, webUrl } from 'fast-check';
import { expect, test } from 'vitest';

import { HOME, loginPath, ownPath } from './paths';

const ORIGIN = 'https://studio.example';

test.each([
  ['/dashboard', '/dashboard'],
  ['/dashboard?model=krea#run', '/dashboard?model=krea#run'],
  ['/dashboard?from=//evil.example', '/dashboard?from=//evil.example'],
  ['/a//b', '/a//b'],
  ['/x/../account', '/account'],
  [`${ORIGIN}/account`, '/account'],
  [`${ORIGIN}:443/account`, '/account'],
  ['/auth/callback?next=%2Faccount', '/account'],
  [`${ORIGIN}/auth/callback?next=/account`, '/account'],
])('%s is a path of this site', (target, path) => {
  expect(ownPath(target, ORIGIN)).toBe(path);
});

test.each([
  [null],
  [''],
  ['/'],
  [ORIGIN],
  ['dashboard'],
  ['//evil.example/x'],
  ['/.//evil.example'],
  ['/%2e//evil.example'],
  ['/..//evil.example'],
  ['/dashboard/..//evil.example'],
  ['/dashboard/%2E%2e//evil.example'],
  ['/./\\evil.example'],
  ['/.\t//evil.example'],
  ['/\\evil.example'],
  ['\\/evil.example'],
  ['/\t/evil.example'],
  [`${ORIGIN}//evil.example/x`],
  [`${ORIGIN}/.//evil.example/x`],
  [`${ORIGIN}\\\\evil.example/x`],
  ['https:///evil.example/'],
  ['https://evil.example/'],
  ['https://studio.example.evil.example/'],
  ['https://studio.example@evil.example/'],
  ['https://evil.example@studio.example/'],
  ['http://studio.example/account'],
  ['javascript:alert(1)'],
  ['data:text/html,x'],
  [`blob:${ORIGIN}/0`],
  ['/auth/callback?next=https://evil.example'],
  ['/auth/callback?next=/.//evil.example'],
  ['/auth/callback?next=/auth/callback?next=/account'],
  ['/x/../auth/callback?next=/.//evil.example'],
  ['/auth/confirm?token_hash=x'],
])('%j falls back to the default page', (target) => {
  expect(ownPath(target, ORIGIN)).toBe(HOME);
});

// Parts of URLs that parsers read differently, combined in any order.
const PIECES = [
  '/', '//', '\\', '.', '..', '%2e', '%2E', '%2f', '%5c', '%00', '\t', '\n', '\r', ' ', '\u00a0', '\u3002', '\uff0f',
  '?', '#', '@', ':', ';', '&', '=', ':443', ':80', '[::1]', 'http:', 'https:', 'javascript:', 'data:', 'blob:',
  'evil.example', 'studio.example', ORIGIN, `${ORIGIN}/`, 'user@', 'dashboard', 'auth/callback', '/auth/callback?next=',
  '/auth/confirm?next=', '%2F%2Fevil.example', 'next=', 'ü', '😀', '\ud800',
];
const address = oneof(
  array(constantFrom(...PIECES), { maxLength: 12 }).map((pieces) => pieces.join('')),
  array(constantFrom(...PIECES), { maxLength: 10 }).map((pieces) => `/${pieces.join('')}`),
  array(constantFrom(...PIECES), { maxLength: 10 }).map((pieces) => `${ORIGIN}/${pieces.join('')}`),
  array(constantFrom(...PIECES), { maxLength: 8 }).map((pieces) => `/auth/callback?next=${pieces.join('')}`),
  webUrl({ withFragments: true, withQueryParameters: true }),
  string({ unit: 'binary', maxLength: 40 }),
);
const RUNS = 4000;

test.each([ORIGIN, 'http://localhost:3000'])('every result, resolved against %s, has that origin', (origin) => {
  const own = address.map((target) => target.replaceAll(ORIGIN, origin));
  const stays = (target: string) => {
    const path = ownPath(target, origin);
    return path.startsWith('/') && new URL(path, `${origin}/login?from=x`).origin === origin;
  };
  assert(property(own, stays), { numRuns: RUNS });
});

test('a result is accepted unchanged', () => {
  assert(property(address, (target) => ownPath(ownPath(target, ORIGIN), ORIGIN) === ownPath(target, ORIGIN)), {
    numRuns: RUNS,
  });
});

test('a nested return URL is unwrapped once', () => {
  expect(ownPath(`${'/auth/callback?next='.repeat(1000)}/account`, ORIGIN)).toBe(HOME);
});

test('the login page returns to the path with its whole query', () => {
  expect(loginPath('/dashboard?a=1&b=2')).toBe('/login?from=%2Fdashboard%3Fa%3D1%26b%3D2');
});
