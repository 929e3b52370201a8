import { array, assert, constantFrom, oneof, property, string, webUrl } from 'fast-check';
import { expect, test } from 'vitest';

import { webAddress } from './web-address';

test('https URLs are accepted', () => {
  expect(webAddress('https://krea.ai', 'https:')).toBe('https://krea.ai/');
  expect(webAddress('HTTPS://krea.ai/ü', 'https:')).toBe('https://krea.ai/%C3%BC');
});

test('http URLs are accepted on an http page', () => {
  expect(webAddress('http://127.0.0.1:1/x', 'http:')).toBe('http://127.0.0.1:1/x');
  expect(webAddress('http://127.0.0.1:1/x', 'https:')).toBeNull();
});

test.each([
  'javascript:alert(1)',
  ' javascript:alert(1)',
  'java\nscript:alert(1)',
  'javascript://https://x/%0aalert(1)',
  'data:text/html,x',
  'blob:https://x/0',
  'file:///etc/passwd',
  'vbscript:x',
  '//evil.example',
  '/path',
  'https:',
  'https://',
  'https:evil.example',
  'https://a b',
  'https://[',
  '',
  null,
  undefined,
  7,
  ['https://x'],
])('%j is refused', (written) => {
  expect(webAddress(written, 'http:')).toBeNull();
});

const PIECES = ['javascript:', 'data:', 'java', 'script:', 'http:', 'https:', '//', '/', '\\', '\t', '\n', '\0', ' ', 'x', '@', '[', '%0a', 'alert(1)'];
const written = oneof(
  array(constantFrom(...PIECES), { maxLength: 8 }).map((pieces) => pieces.join('')),
  webUrl(),
  string({ unit: 'binary', maxLength: 30 }),
);

test('every result is an http(s) URL', () => {
  const isOfTheWeb = (given: string) => /^(https?:\/\/[^/]|null$)/.test(String(webAddress(given, 'http:')));
  assert(property(written, isOfTheWeb), { numRuns: 4000 });
});
