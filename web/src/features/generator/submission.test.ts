import { expect, test } from 'vitest';

import { Submissions } from './submission';

const fox = () => [{ text: 'fox' }, { text: 'fox' }];
const ids = (submissions: Submissions, chosen: string) => submissions.entriesFor(chosen, fox).map(({ id }) => id);

test('the same choice before the response keeps ids and inputs', () => {
  const submissions = new Submissions();
  const first = submissions.entriesFor('fox', () => [{ seed: Math.random() }]);
  expect(submissions.entriesFor('fox', () => [{ seed: Math.random() }])).toEqual(first);
  expect(new Set(ids(submissions, 'foxes')).size).toBe(2);
});

test('a response or another choice gives new ids', () => {
  const submissions = new Submissions();
  const first = ids(submissions, 'fox');
  expect(ids(submissions, 'hen')).not.toEqual(first);
  const second = ids(submissions, 'fox');
  submissions.close();
  expect(ids(submissions, 'fox')).not.toEqual(second);
});
