import { database } from '@/lib/supabase/database';

import { AuthProblem, callAuth, callbackUrl, captcha } from './api';
import type { Provider } from './provider-icons';

type MailType = 'email' | 'magiclink' | 'recovery' | 'invite' | 'email_change';

/** Redirect to the provider, which redirects to the callback page. */
export async function logInWith(provider: Provider, next: string): Promise<void> {
  await callAuth((client) => client.signInWithOAuth({ provider, options: { redirectTo: callbackUrl(next) } }));
}

export async function sendRecovery(email: string): Promise<void> {
  const options = { redirectTo: callbackUrl('/update-password'), ...(await captcha()) };
  await callAuth((client) => client.resetPasswordForEmail(email, options));
}

export async function exchangeCode(code: string): Promise<void> {
  await callAuth((client) => client.exchangeCodeForSession(code));
}

/** @returns whether there is a session now: a change of address may need a second confirmation in the other mailbox */
export async function confirmToken(tokenHash: string, type: MailType): Promise<boolean> {
  const { data } = await callAuth((client) => client.verifyOtp({ token_hash: tokenHash, type }));
  return data.session !== null;
}

/**
 * Request a change of the email address; it takes effect when the links in the mails are opened. The database checks the mail
 * domain first, because auth does not report a refused domain here.
 */
export async function changeEmail(email: string): Promise<void> {
  const { data: refused } = await (await database()).rpc('is_mail_domain_refused', { p_email: email });
  if (refused) throw new AuthProblem('email_domain_refused');
  await callAuth((client) => client.updateUser({ email }, { emailRedirectTo: callbackUrl('/account') }));
}

export async function updatePassword(password: string): Promise<void> {
  await callAuth((client) => client.updateUser({ password }));
}
