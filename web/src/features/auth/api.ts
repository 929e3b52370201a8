import { auth } from '@/lib/supabase/auth';
import { authErrors } from '@/texts';

/** What auth refused, by its stable code; the message is for the visitor. */
export class AuthProblem extends Error {
  constructor(readonly code: string) {
    super(authErrors[code] ?? authErrors['unknown']);
    this.name = 'AuthProblem';
  }
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
