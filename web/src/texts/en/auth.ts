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
