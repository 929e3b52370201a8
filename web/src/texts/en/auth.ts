export const auth = {
  name: 'Name',
  email: 'Email',
  password: 'Password',
  newPassword: 'New password',
  passwordHint: 'At least 10 characters.',
  showPassword: 'Show password',
};

export const authProblems = {
  nameMissing: 'Tell us what to call you.',
  nameTooLong: 'Please keep it under 100 characters.',
  emailMissing: 'Enter your email address.',
  emailWrong: 'This does not look like an email address.',
  passwordMissing: 'Enter your password.',
  passwordShort: 'Use at least 10 characters.',
};

/** By the error code of the auth server. */
export const authErrors: Record<string, string> = {
  invalid_credentials: 'Email and password do not match. Check both, or reset your password.',
  email_not_confirmed: 'Your email address is not confirmed yet. Open the link in the mail we sent you.',
  email_address_invalid: 'This email address cannot be used. Try another one.',
  email_address_not_authorized: 'This email address cannot be used. Try another one.',
  weak_password: 'This password is too easy to guess. Use at least 10 characters.',
  same_password: 'This is your present password. Choose a new one.',
  access_denied: 'You were not logged in: the other side said no, or you stopped it there.',
  provider_disabled: 'This way to log in is not offered any more. Choose another one.',
  provider_email_needs_verification: 'Confirm your email address with the provider first, then try again.',
  email_exists: 'This email address belongs to an account already.',
  user_already_exists: 'This email address belongs to an account already. Log in with your password.',
  signup_disabled: 'New accounts are closed at the moment.',
  user_banned: 'This account is locked. Write to us if you think that is a mistake.',
  over_request_rate_limit: 'Too many tries. Wait a minute, then try again.',
  over_email_send_rate_limit: 'We just sent you a mail. Wait a minute before asking for another.',
  otp_expired: 'This link has expired or was used before.',
  otp_disabled: 'This link has expired or was used before.',
  flow_state_expired: 'This link has expired. Ask for a new one.',
  flow_state_not_found: 'This link has expired or was used before.',
  bad_code_verifier: 'Open the link in the browser you asked for it with.',
  session_expired: 'Your session has ended. Log in again.',
  session_not_found: 'Your session has ended. Log in again.',
  unreachable: 'We could not reach the server. Check your connection, then try again.',
  unknown: 'That did not work. Please try again in a moment.',
};

export const signup = {
  title: 'Create your account',
  lead: '500 free credits to begin with. No card needed.',
  submit: 'Create account',
  haveAccount: 'Already have an account?',
};

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
  or: 'or',
  with: (provider: string) => `Continue with ${provider}`,
  noAccount: 'New here?',
  sessionEnded: 'Your session has ended. Log in again; what you typed is kept.',
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

export const forgotPassword = {
  title: 'Forgot your password?',
  lead: 'Tell us your email address and we send you a link to set a new one.',
  submit: 'Send link',
  remembered: 'Remembered it?',
};

export const changeEmail = {
  title: 'Change your email address',
  lead: (email: string) => `You log in with ${email}.`,
  field: 'New email address',
  submit: 'Send confirmation',
  same: 'This is your present email address.',
  sent: (email: string) =>
    `We sent a link to ${email}. Open it to confirm; if a mail came to your present address too, open that link as well. Until then nothing changes.`,
};
