import type { Check } from '@/lib/form';
import { authProblems } from '@/texts';

const NAME_LENGTH = 100;
const EMAIL_LENGTH = 254;
const PASSWORD_LENGTH = 10;
/** bcrypt ignores further bytes. */
const PASSWORD_BYTES = 72;

export const checkName: Check = (value) => {
  if (!value.trim()) return authProblems.nameMissing;
  return value.trim().length > NAME_LENGTH ? authProblems.nameTooLong : undefined;
};

export const checkEmail: Check = (value) => {
  if (!value.trim()) return authProblems.emailMissing;
  if (value.trim().length > EMAIL_LENGTH) return authProblems.emailTooLong;
  return /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(value.trim()) ? undefined : authProblems.emailWrong;
};

export const checkPassword: Check = (value) => (value ? undefined : authProblems.passwordMissing);

export const checkNewPassword: Check = (value) => {
  if ([...value].length < PASSWORD_LENGTH) return authProblems.passwordShort;
  return new TextEncoder().encode(value).length > PASSWORD_BYTES ? authProblems.passwordTooLong : undefined;
};
