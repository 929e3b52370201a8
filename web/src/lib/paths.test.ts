import { expect, test } from 'vitest';

import { loginPath, ownPath } from './paths';

const ORIGIN = 'https://studio.example';

test.each([
  ['/dashboard', '/dashboard'],
  ['/dashboard?model=krea#run', '/dashboard?model=krea#run'],
  [`${ORIGIN}/account`, '/account'],
  ['/auth/callback?next=%2Faccount', '/account'],
  [`${ORIGIN}/auth/callback?next=/account`, '/account'],
])('%s is a path of our own', (target, path) => {
  expect(ownPath(target, ORIGIN)).toBe(path);
});

test.each([
  [null],
  [''],
  ['/'],
  [ORIGIN],
  ['dashboard'],
  ['//evil.example/x'],
  ['/\\evil.example'],
  ['\\/evil.example'],
  ['/\t/evil.example'],
  ['https://evil.example/'],
  ['https://studio.example.evil.example/'],
  ['https://studio.example@evil.example/'],
  ['javascript:alert(1)'],
  ['data:text/html,x'],
  ['/auth/callback?next=https://evil.example'],
  ['/auth/confirm?token_hash=x'],
])('%j leads nowhere but home', (target) => {
  expect(ownPath(target, ORIGIN)).toBe('/dashboard');
});

test('the login page leads back with the whole query', () => {
  expect(loginPath('/dashboard?a=1&b=2')).toBe('/login?from=%2Fdashboard%3Fa%3D1%26b%3D2');
});
