import type { Check } from '@/lib/form';
import { authProblems } from '@/texts';

const NAME_LENGTH = 100;
const PASSWORD_LENGTH = 10;

export const checkName: Check = (value) => {
  if (!value.trim()) return authProblems.nameMissing;
  return value.trim().length > NAME_LENGTH ? authProblems.nameTooLong : undefined;
};

export const checkEmail: Check = (value) => {
  if (!value.trim()) return authProblems.emailMissing;
  return /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(value.trim()) ? undefined : authProblems.emailWrong;
};

export const checkPassword: Check = (value) => (value ? undefined : authProblems.passwordMissing);

export const checkNewPassword: Check = (value) =>
  value.length < PASSWORD_LENGTH ? authProblems.passwordShort : undefined;
