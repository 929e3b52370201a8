import { useEffect, useState } from 'react';

import { ownPath } from '@/lib/paths';
import { callback, providerErrors } from '@/texts';

import { AuthProblem } from './api';
import { exchangeCode } from './api-account';
import { AuthHeading } from './AuthHeading';
import { DeadLink } from './DeadLink';
import { codeIn } from './auth-errors';

/** Auth redirects here with a code or an error. */
export function Callback() {
  const [problem, setProblem] = useState<AuthProblem>();
  useEffect(() => {
    finish(parametersOf(location)).then(
      (next) => location.replace(next),
      (caught: unknown) => setProblem(caught instanceof AuthProblem ? caught : new AuthProblem('unknown')),
    );
  }, []);
  if (problem) {
    return (
      <DeadLink
        title={titleFor(problem)}
        text={textFor(problem)}
        onRetry={problem.isTemporary ? () => location.reload() : undefined}
      />
    );
  }
  return (
    <div aria-busy="true" className="grid justify-items-center gap-4 py-6 text-center">
      <span aria-hidden="true" className="icon-[lucide--loader-circle] text-primary size-8 animate-spin" />
      <AuthHeading title={callback.title} lead={callback.lead} />
    </div>
  );
}

/** @returns the page to open after the sign-in */
async function finish(parameters: URLSearchParams): Promise<string> {
  const code = parameters.get('code');
  if (!code) throw new AuthProblem(errorCodeIn(parameters));
  await exchangeCode(code);
  return ownPath(parameters.get('next'), location.origin);
}

function errorCodeIn(parameters: URLSearchParams): string {
  const code = parameters.get('error_code') ?? parameters.get('error') ?? 'otp_expired';
  return codeIn(code, parameters.get('error_description') ?? '');
}

/** The parameters of query and fragment: auth uses either for errors. */
function parametersOf({ search, hash }: Location): URLSearchParams {
  return new URLSearchParams(`${search.slice(1)}&${hash.slice(1)}`);
}

/** The title: a link from a mail failed, or the OAuth provider refused. */
function titleFor({ reason }: AuthProblem): string {
  return /^(otp_|flow_|bad_code)/.test(reason) ? callback.failedTitle : callback.deniedTitle;
}

function textFor({ code, message }: AuthProblem): string {
  return code === 'bad_code_verifier' ? callback.otherBrowser : (providerErrors[code] ?? message);
}
