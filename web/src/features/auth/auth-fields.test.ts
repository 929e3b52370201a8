import { expect, test } from 'vitest';

import { authProblems } from '@/texts';

import { checkEmail, checkNewPassword } from './auth-fields';

test.each([
  ['a'.repeat(9), authProblems.passwordShort],
  ['😀'.repeat(9), authProblems.passwordShort],
  ['a'.repeat(10), undefined],
  ['a'.repeat(72), undefined],
  ['a'.repeat(73), authProblems.passwordTooLong],
  ['ü'.repeat(36), undefined],
  ['ü'.repeat(37), authProblems.passwordTooLong],
  ['😀'.repeat(18), undefined],
  [`${'😀'.repeat(18)}a`, authProblems.passwordTooLong],
])('a new password has limits in characters and bytes: %s', (password, problem) => {
  expect(checkNewPassword(password)).toBe(problem);
});

test.each([
  [`${'a'.repeat(242)}@example.com`, undefined],
  [`${'a'.repeat(243)}@example.com`, authProblems.emailTooLong],
  ['ada@', authProblems.emailWrong],
])('an address is checked for length and format', (address, problem) => {
  expect(checkEmail(address)).toBe(problem);
});
