import { browserStorage } from '@/lib/browser-storage';
import { auth } from '@/lib/supabase/auth';
import { authErrors } from '@/texts';

import { codeIn, isTemporary, reasonOf } from './auth-errors';

/** An error of auth with its stable code; the message is for the visitor. */
export class AuthProblem extends Error {
  /** The code, or the name of the text that several codes share. */
  readonly reason: string;

  constructor(readonly code: string) {
    const reason = reasonOf(code, authErrors);
    super(authErrors[reason]);
    this.name = 'AuthProblem';
    this.reason = reason;
  }

  /** Whether the same request may succeed later. */
  get isTemporary(): boolean {
    return isTemporary(this.reason);
  }

  /** Whether the session or its user no longer exists, or an operator banned the user. */
  get endsSession(): boolean {
    return this.reason === 'session_expired' || this.reason === 'user_banned';
  }
}

/** Whether the error is about the new password, so that its field shows it. */
export function isAboutPassword({ reason }: AuthProblem): boolean {
  return reason === 'weak_password' || reason === 'same_password';
}

/** The message for an error that a function of the `api` files threw. */
export function messageOf(problem: unknown): string {
  return problem instanceof Error ? problem.message : String(problem);
}

type Auth = Awaited<ReturnType<typeof auth>>;
type AuthError = { code?: string | undefined; message: string; name: string; status?: number | undefined };
type AuthResponse = { error: AuthError | null };

/** @throws {AuthProblem} if auth returns an error, unless its code is `harmless` */
export async function callAuth<T extends AuthResponse>(call: (client: Auth) => Promise<T>, harmless: string[] = []): Promise<T> {
  // Without storage the sign-in would succeed, but the next page would have no session.
  if (!browserStorage.works()) throw new AuthProblem('storage_blocked');
  const client = await auth().catch((): never => {
    throw new AuthProblem(navigator.onLine ? 'outdated' : 'unreachable');
  });
  const response = await call(client).catch((): never => {
    throw new AuthProblem('unreachable');
  });
  if (response.error && !harmless.includes(response.error.code ?? '')) throw new AuthProblem(codeOf(response.error));
  return response;
}

function codeOf({ name, status = 0, code, message }: AuthError): string {
  if (name === 'AuthRetryableFetchError') return status >= 500 ? 'unexpected_failure' : 'unreachable';
  if (name === 'AuthPKCECodeVerifierMissingError') return 'bad_code_verifier';
  if (name === 'AuthSessionMissingError') return 'session_expired';
  if (status === 429 && !code) return 'over_request_rate_limit';
  if (status === 413) return 'request_entity_too_large';
  return codeIn(code ?? (status >= 500 ? 'unexpected_failure' : 'unknown'), message);
}

/** The captcha option of a request without a session; empty if the project has no captcha. */
export async function captcha(): Promise<{ captchaToken?: string }> {
  const place = document.getElementById('captcha');
  if (!place) return {};
  const { solve } = await import('./captcha').catch((): never => {
    throw new AuthProblem('outdated');
  });
  return { captchaToken: await solve(place) };
}

/** The URL that auth redirects to; that page then redirects to `next`. */
export function callbackUrl(next: string): string {
  return `${location.origin}/auth/callback?${new URLSearchParams({ next })}`;
}
