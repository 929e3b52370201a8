import { expect, test } from 'vitest';

import { nameOfFile, pathOf } from './media';

const NAMES: [prompt: string, name: string][] = [
  ['A paper boat on a lake', 'a-paper-boat-on-a-lake.webp'],
  ['one two three four five six seven', 'one-two-three-four-five-six.webp'],
  // Combining marks stay with their letters, and decomposed characters are composed.
  ['हिन्दी में एक नाव', 'हिन्दी-में-एक-नाव.webp'],
  ['cafe\u0301 au lait', 'caf\u00e9-au-lait.webp'],
  ['ภาพวาดที่สวยงาม', 'ภาพวาดที่สวยงาม.webp'],
  ['q\u0323\u0307 is no single character', 'q\u0323\u0307-is-no-single-character.webp'],
  ['שלום עולם', 'שלום-עולם.webp'],
  ['قارب ورقيّ', 'قارب-ورقيّ.webp'],
  ['می\u200cخواهم', 'می\u200cخواهم.webp'],
  ['क्\u200dष', 'क्\u200dष.webp'],
  // No characters that change the text direction, are invisible, or are special in a file system.
  ['\u202egpj.exe', 'gpj-exe.webp'],
  ['a\u2066b\u2069 \u200fc\u200e\ufeff', 'a-b-c.webp'],
  ['\u200d\u200c', 'untitled.webp'],
  ['../../etc/passwd\0\r\n', 'etc-passwd.webp'],
  ['<b>:"|?*\\', 'b.webp'],
  ['', 'untitled.webp'],
  ['🙂', 'untitled.webp'],
  ...['con', 'PRN', 'Aux!', 'nul', 'COM1', 'lpt9', 'com¹'].map((name) => [name, `${name.replace('!', '').toLowerCase()}-file.webp`] as [string, string]),
  ['con air', 'con-air.webp'],
];

test.each(NAMES)('the file name for "%s" is %s', (prompt, name) => {
  expect(nameOfFile(prompt, 'someone/made.webp')).toBe(name);
});

test('a long name is cut between characters and fits into a file system', () => {
  const name = nameOfFile('𝒜'.repeat(500), 'someone/made.webp');
  expect(name).toBe(`${'𝒜'.repeat(60)}.webp`);
  expect(new TextEncoder().encode(name).length).toBeLessThan(255);
});

test.each([
  ['http://127.0.0.1:54321/storage/v1/object/public/generated-media/7f3a/thumbnails/0c1d.webp', '7f3a/thumbnails/0c1d.webp'],
  ['https://a.example/storage/v1/object/public/generated-media/7f3a/images/a%20b.png', '7f3a/images/a b.png'],
  ['https://a.example/storage/v1/object/public/avatars/7f3a.png', undefined],
  ['https://a.example/icon.svg', undefined],
  ['', undefined],
])('the path of %s is %s', (url, path) => {
  expect(pathOf(url)).toBe(path);
});
