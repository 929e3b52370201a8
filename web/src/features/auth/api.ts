import { browserStorage } from '@/lib/browser-storage';
import { auth } from '@/lib/supabase/auth';
import { authErrors } from '@/texts';

import { codeIn, isPassing, reasonOf } from './reasons';

/** What auth refused, by its stable code; the message is for the visitor. */
export class AuthProblem extends Error {
  /** The code, or the one of those that share its text. */
  readonly reason: string;

  constructor(readonly code: string) {
    const reason = reasonOf(code, authErrors);
    super(authErrors[reason]);
    this.name = 'AuthProblem';
    this.reason = reason;
  }

  /** Whether the same may be tried again as it is. */
  get passes(): boolean {
    return isPassing(this.reason);
  }

  /** Whether auth no longer knows the session or its user, or an operator banned them. */
  get endsSession(): boolean {
    return this.reason === 'session_expired' || this.reason === 'user_banned';
  }
}

/** Whether the field of the new password is where this is mended. */
export function isAboutPassword({ reason }: AuthProblem): boolean {
  return reason === 'weak_password' || reason === 'same_password';
}

type Auth = Awaited<ReturnType<typeof auth>>;
type Refusal = { code?: string | undefined; message: string; name: string; status?: number | undefined };
type Answer = { error: Refusal | null };

/** @throws {AuthProblem} unless auth agrees, or refuses with a code that is `harmless` */
export async function ask<T extends Answer>(call: (client: Auth) => Promise<T>, harmless: string[] = []): Promise<T> {
  // Without storage auth would agree, and the session would be lost on the next page.
  if (!browserStorage.works()) throw new AuthProblem('storage_blocked');
  const client = await auth().catch((): never => {
    throw new AuthProblem(navigator.onLine ? 'outdated' : 'unreachable');
  });
  const answer = await call(client).catch((): never => {
    throw new AuthProblem('unreachable');
  });
  if (answer.error && !harmless.includes(answer.error.code ?? '')) throw new AuthProblem(codeOf(answer.error));
  return answer;
}

function codeOf({ name, status = 0, code, message }: Refusal): string {
  if (name === 'AuthRetryableFetchError') return status >= 500 ? 'unexpected_failure' : 'unreachable';
  if (name === 'AuthPKCECodeVerifierMissingError') return 'bad_code_verifier';
  if (name === 'AuthSessionMissingError') return 'session_expired';
  if (status === 429 && !code) return 'over_request_rate_limit';
  if (status === 413) return 'request_entity_too_large';
  return codeIn(code ?? (status >= 500 ? 'unexpected_failure' : 'unknown'), message);
}

/** What auth wants from somebody without a session where the project has a captcha: nothing where it has none. */
export async function captcha(): Promise<{ captchaToken?: string }> {
  const place = document.getElementById('captcha');
  if (!place) return {};
  const { solve } = await import('./captcha').catch((): never => {
    throw new AuthProblem('outdated');
  });
  return { captchaToken: await solve(place) };
}

/** Where auth sends the visitor back to, who then goes on to `next`. */
export function callbackUrl(next: string): string {
  return `${location.origin}/auth/callback?${new URLSearchParams({ next })}`;
}
