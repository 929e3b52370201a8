import { callAuth, callbackUrl, captcha } from './api';

/** @returns whether there is a session already, because the project does not confirm email addresses */
export async function signUp(name: string, email: string, password: string, next: string): Promise<boolean> {
  const options = { data: { full_name: name }, emailRedirectTo: callbackUrl(next), ...(await captcha()) };
  const { data } = await callAuth((client) => client.signUp({ email, password, options }));
  return data.session !== null;
}

export async function logIn(email: string, password: string): Promise<void> {
  const options = await captcha();
  await callAuth((client) => client.signInWithPassword({ email, password, options }));
}

export async function sendLoginLink(email: string, next: string): Promise<void> {
  const options = { shouldCreateUser: false, emailRedirectTo: callbackUrl(next), ...(await captcha()) };
  // Do not reveal whether the account exists.
  await callAuth((client) => client.signInWithOtp({ email, options }), ['otp_disabled', 'user_not_found']);
}

export async function resendConfirmation(email: string, next: string): Promise<void> {
  const options = { emailRedirectTo: callbackUrl(next), ...(await captcha()) };
  await callAuth((client) => client.resend({ type: 'signup', email, options }));
}
