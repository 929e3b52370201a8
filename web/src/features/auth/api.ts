import { auth } from '@/lib/supabase/auth';
import { authErrors } from '@/texts';

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

export async function resendConfirmation(email: string, next: string): Promise<void> {
  await ask((client) => client.resend({ type: 'signup', email, options: { emailRedirectTo: callbackUrl(next) } }));
}

type Auth = Awaited<ReturnType<typeof auth>>;
type Answer = { error: { code?: string | undefined; name: string; status?: number | undefined } | null };

/** @throws {AuthProblem} unless auth agrees, or refuses with a code that is `harmless` */
export async function ask<T extends Answer>(call: (client: Auth) => Promise<T>, harmless: string[] = []): Promise<T> {
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

/** Where auth sends the visitor back to, who then goes on to `next`. */
export function callbackUrl(next: string): string {
  return `${location.origin}/auth/callback?${new URLSearchParams({ next })}`;
}
