export const providerTexts = {
  or: 'or',
  logInWith: (provider: string) => `Continue with ${provider}`,
};

/** By the error code in the redirect from the provider. */
export const providerErrors: Record<string, string> = {
  access_denied: 'You cancelled it there, or the provider refused it.',
  provider_disabled: 'This way to log in is not offered any more. Choose another one.',
  provider_email_needs_verification: 'Confirm your email address with the provider first, then try again.',
  user_already_exists: 'This email address belongs to an account already. Log in with your password.',
};
