import { expect, test } from 'vitest';

import { Submissions } from './submission';

test('the same inputs before the response keep the id', () => {
  const submissions = new Submissions();
  expect(submissions.idFor('krea-flux', { text: 'fox' })).toBe(submissions.idFor('krea-flux', { text: 'fox' }));
});

test('a response or other inputs give a new id', () => {
  const submissions = new Submissions();
  const first = submissions.idFor('krea-flux', { text: 'fox' });
  expect(submissions.idFor('krea-flux', { text: 'hen' })).not.toBe(first);
  const second = submissions.idFor('krea-flux', { text: 'fox' });
  submissions.settle();
  expect(submissions.idFor('krea-flux', { text: 'fox' })).not.toBe(second);
});
