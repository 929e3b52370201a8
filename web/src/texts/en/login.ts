export const login = {
  title: 'Welcome back',
  lead: 'Log in to your studio.',
  submit: 'Log in',
  forgot: 'Forgot password?',
  byLink: 'Email me a login link',
  byPassword: 'Use my password instead',
  linkTitle: 'Log in without a password',
  linkLead: 'We send you a link that logs you in.',
  linkSubmit: 'Send login link',
  noAccount: 'New here?',
  sessionEnded: 'Your session has ended. Log in again; what you typed is kept.',
  suspended: 'This account was suspended. If you think that is a mistake, write to us.',
};

export const checkMail = {
  title: 'Check your mail',
  confirm: (email: string) => `We sent a link to ${email}. Open it to confirm your address and get started.`,
  link: (email: string) => `If there is an account for ${email}, a login link is on its way.`,
  recovery: (email: string) => `If there is an account for ${email}, a link to set a new password is on its way.`,
  hint: 'Nothing there? Look in the spam folder, or have it sent again.',
  resend: 'Send it again',
  resent: 'Sent. It can take a minute to arrive.',
  otherEmail: 'Use another email address',
};
