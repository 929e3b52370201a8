import { useState } from 'react';

import { Button } from '@/components/Button';
import { Notice } from '@/components/Notice';
import { ownPath } from '@/lib/paths';
import { useSearchParams } from '@/lib/search-params';
import { callback, confirm } from '@/texts';

import { AuthProblem, messageOf } from './api';
import { confirmToken } from './api-account';
import { AuthHeading } from './AuthHeading';
import { DeadLink } from './DeadLink';

const KINDS = ['email', 'magiclink', 'recovery', 'invite', 'email_change'] as const;
type Kind = (typeof KINDS)[number];
type Link = { tokenHash: string; kind: Kind; next: string };

/** The page behind a link in a mail. Only the button uses the token, because mail scanners open links. */
export function Confirm() {
  const query = useSearchParams();
  const link = query && readLink(query);
  if (link === null) return <DeadLink title={confirm.missingTitle} text={confirm.missing} />;
  return <ConfirmButton link={link} />;
}

function ConfirmButton({ link }: { link: Link | undefined }) {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<unknown>();
  const [halfDone, setHalfDone] = useState(false);
  const texts = confirm[link?.kind ?? 'email'];

  function press() {
    if (!link) return;
    setBusy(true);
    setProblem(undefined);
    confirmToken(link.tokenHash, link.kind)
      .then((signedIn) => (signedIn ? location.replace(link.next) : setHalfDone(true)))
      .catch(setProblem)
      .finally(() => setBusy(false));
  }

  if (problem instanceof AuthProblem && !problem.isTemporary) {
    const again = link?.kind === 'recovery' ? { again: '/forgot-password' as const } : {};
    return <DeadLink title={callback.failedTitle} text={problem.message} {...again} />;
  }
  return (
    <div className={`grid gap-6 ${link ? '' : 'invisible'}`}>
      <AuthHeading title={texts.title} lead={texts.lead} />
      {problem !== undefined && <Notice tone="bad">{messageOf(problem)}</Notice>}
      {halfDone ? (
        <Notice tone="good">{confirm.halfDone}</Notice>
      ) : (
        <Button look="vivid" busy={busy} onClick={press}>
          {texts.submit}
        </Button>
      )}
    </div>
  );
}

function readLink(query: URLSearchParams): Link | null {
  const tokenHash = query.get('token_hash');
  const kind = KINDS.find((known) => known === query.get('type'));
  if (!tokenHash || !kind) return null;
  const requested = ownPath(query.get('next'), location.origin);
  return { tokenHash, kind, next: kind === 'recovery' || kind === 'invite' ? '/update-password' : requested };
}
