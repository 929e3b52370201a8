import { auth } from '@/lib/supabase/auth';
import { authErrors } from '@/texts';

import type { Provider } from './providers';

type MailType = 'email' | 'signup' | 'magiclink' | 'recovery' | 'invite' | 'email_change';

/** What auth refused, by its stable code; the message is for the visitor. */
export class AuthProblem extends Error {
  constructor(readonly code: string) {
    super(authErrors[code] ?? authErrors['unknown']);
    this.name = 'AuthProblem';
  }
}

/** @returns whether the visitor is signed in already, because the project asks for no confirmation */
export async function signUp(name: string, email: string, password: string, next: string): Promise<boolean> {
  const { data } = await ask((client) =>
    client.signUp({ email, password, options: { data: { full_name: name }, emailRedirectTo: callbackUrl(next) } }),
  );
  return data.session !== null;
}

export async function logIn(email: string, password: string): Promise<void> {
  await ask((client) => client.signInWithPassword({ email, password }));
}

export async function sendLoginLink(email: string, next: string): Promise<void> {
  const options = { shouldCreateUser: false, emailRedirectTo: callbackUrl(next) };
  // Whether there is such an account is nobody else's business.
  await ask((client) => client.signInWithOtp({ email, options }), ['otp_disabled', 'user_not_found']);
}

/** Goes to the provider's page, which leads back to the callback page. */
export async function logInWith(provider: Provider, next: string): Promise<void> {
  await ask((client) => client.signInWithOAuth({ provider, options: { redirectTo: callbackUrl(next) } }));
}

export async function sendRecovery(email: string): Promise<void> {
  await ask((client) => client.resetPasswordForEmail(email, { redirectTo: callbackUrl('/update-password') }));
}

export async function resendConfirmation(email: string, next: string): Promise<void> {
  await ask((client) => client.resend({ type: 'signup', email, options: { emailRedirectTo: callbackUrl(next) } }));
}

export async function exchangeCode(code: string): Promise<void> {
  await ask((client) => client.exchangeCodeForSession(code));
}

/** @returns whether there is a session now: a change of address may want the other mail confirmed first */
export async function confirmToken(tokenHash: string, type: MailType): Promise<boolean> {
  const { data } = await ask((client) => client.verifyOtp({ token_hash: tokenHash, type }));
  return data.session !== null;
}

/** Asks for another address; it holds once the links in the mails are opened. */
export async function changeEmail(email: string): Promise<void> {
  await ask((client) => client.updateUser({ email }, { emailRedirectTo: callbackUrl('/account') }));
}

export async function updatePassword(password: string): Promise<void> {
  await ask((client) => client.updateUser({ password }));
}

type Auth = Awaited<ReturnType<typeof auth>>;
type Answer = { error: { code?: string | undefined; name: string; status?: number | undefined } | null };

async function ask<T extends Answer>(call: (client: Auth) => Promise<T>, harmless: string[] = []): Promise<T> {
  const answer = await auth()
    .then(call)
    .catch((): never => {
      throw new AuthProblem('unreachable');
    });
  if (answer.error && !harmless.includes(answer.error.code ?? '')) throw new AuthProblem(codeOf(answer.error));
  return answer;
}

function codeOf(error: NonNullable<Answer['error']>): string {
  if (error.name === 'AuthRetryableFetchError') return 'unreachable';
  if (error.name === 'AuthPKCECodeVerifierMissingError') return 'bad_code_verifier';
  if (error.name === 'AuthSessionMissingError') return 'session_expired';
  return error.code ?? (error.status === 429 ? 'over_request_rate_limit' : 'unknown');
}

function callbackUrl(next: string): string {
  return `${location.origin}/auth/callback?${new URLSearchParams({ next })}`;
}
