export const auth = {
  name: 'Name',
  nameHint: 'Shown in your studio. Only you see it.',
  email: 'Email',
  emailHint: 'You log in with it.',
  password: 'Password',
  newPassword: 'New password',
  passwordHint: 'At least 10 characters.',
  showPassword: 'Show password',
  promptKept: 'Your prompt is kept.',
  quoted: (prompt: string) => `“${prompt}”`,
};

export const authProblems = {
  nameMissing: 'Tell us what to call you.',
  nameTooLong: 'Please keep it under 100 characters.',
  emailMissing: 'Enter your email address.',
  emailWrong: 'This does not look like an email address.',
  passwordMissing: 'Enter your password.',
  emailTooLong: 'This email address is too long.',
  passwordShort: 'Use at least 10 characters.',
  passwordTooLong: 'This password is too long: at most 72 letters and digits. An accented letter counts as two, an emoji as four.',
};
