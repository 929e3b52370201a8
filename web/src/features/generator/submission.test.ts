import { expect, test } from 'vitest';

import { Submissions } from './submission';

test('submitting the same again before the answer is known is the same submission', () => {
  const submissions = new Submissions();
  expect(submissions.idFor('krea-flux', { text: 'fox' })).toBe(submissions.idFor('krea-flux', { text: 'fox' }));
});

test('after the answer, or with other inputs, it is another one', () => {
  const submissions = new Submissions();
  const first = submissions.idFor('krea-flux', { text: 'fox' });
  expect(submissions.idFor('krea-flux', { text: 'hen' })).not.toBe(first);
  const second = submissions.idFor('krea-flux', { text: 'fox' });
  submissions.settle();
  expect(submissions.idFor('krea-flux', { text: 'fox' })).not.toBe(second);
});
