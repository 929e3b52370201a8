import { expect, test } from 'vitest';

import { tidyName } from './names';

test('a pasted name loses its blanks, tabs and direction marks, and nothing else', () => {
  expect(tidyName(' \u200fCafe\u0301\u200e ')).toBe('Caf\u00e9');
  expect(tidyName('Ann \t\n Lee')).toBe('Ann Lee');
  expect(tidyName('می\u200cخواهم')).toBe('می\u200cخواهم');
});
