import { useEffect, useState } from 'react';

import { ownPath } from '@/lib/paths';
import { callback, providerErrors } from '@/texts';

import { AuthProblem } from './api';
import { exchangeCode } from './api-account';
import { AuthHeading } from './AuthHeading';
import { DeadLink } from './DeadLink';
import { codeIn } from './reasons';

/** Auth redirects here with a code or an error. */
export function Callback() {
  const [problem, setProblem] = useState<AuthProblem>();
  useEffect(() => {
    finish(answerOf(location)).then(
      (next) => location.replace(next),
      (caught: unknown) => setProblem(caught instanceof AuthProblem ? caught : new AuthProblem('unknown')),
    );
  }, []);
  if (problem) {
    return (
      <DeadLink
        title={titleFor(problem)}
        text={wordsFor(problem)}
        onRetry={problem.passes ? () => location.reload() : undefined}
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
async function finish(answer: URLSearchParams): Promise<string> {
  const code = answer.get('code');
  if (!code) throw new AuthProblem(refusalIn(answer));
  await exchangeCode(code);
  return ownPath(answer.get('next'), location.origin);
}

function refusalIn(answer: URLSearchParams): string {
  const code = answer.get('error_code') ?? answer.get('error') ?? 'otp_expired';
  return codeIn(code, answer.get('error_description') ?? '');
}

/** The parameters of query and fragment: auth uses either for errors. */
function answerOf({ search, hash }: Location): URLSearchParams {
  return new URLSearchParams(`${search.slice(1)}&${hash.slice(1)}`);
}

/** Whether the visitor comes from an OAuth provider and not from a link in a mail. */
function titleFor({ reason }: AuthProblem): string {
  return /^(otp_|flow_|bad_code)/.test(reason) ? callback.failedTitle : callback.deniedTitle;
}

function wordsFor({ code, message }: AuthProblem): string {
  return code === 'bad_code_verifier' ? callback.otherBrowser : (providerErrors[code] ?? message);
}
