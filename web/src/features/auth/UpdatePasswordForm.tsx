import { useState, useSyncExternalStore } from 'react';

import { Button } from '@/components/Button';
import { Form } from '@/components/Form';
import { Notice } from '@/components/Notice';
import { PasswordField } from '@/components/PasswordField';
import { useForm } from '@/lib/form';
import { HOME } from '@/lib/paths';
import { signOutHere } from '@/lib/session';
import { looksSignedIn } from '@/lib/visitor';
import { auth, updatePassword as texts } from '@/texts';

import { AuthProblem, isAboutPassword, messageOf } from './api';
import { updatePassword } from './api-account';
import { AuthHeading } from './AuthHeading';
import { checkNewPassword } from './auth-fields';
import { DeadLink } from './DeadLink';

/** Sets a new password for the signed-in user, usually after a link in the forgotten-password mail. */
export function UpdatePasswordForm() {
  const [state, setState] = useState<'asking' | 'saved' | 'ended'>('asking');
  const [problem, setProblem] = useState<string>();
  const hasSession = useSyncExternalStore(watchStorage, looksSignedIn, () => true);
  const { form, busy, field, fail, submit } = useForm({ password: '' }, { password: checkNewPassword });
  const onSubmit = submit(async ({ password }) => {
    setProblem(undefined);
    await updatePassword(password).then(() => setState('saved'), refuse);
  });

  function refuse(caught: unknown) {
    if (!(caught instanceof AuthProblem)) setProblem(messageOf(caught));
    else if (caught.endsSession && caught.reason !== 'user_banned') void signOutHere().then(() => setState('ended'));
    else if (isAboutPassword(caught)) fail('password', caught.message);
    else setProblem(caught.message);
  }

  if (state === 'saved') return <Saved />;
  if (state === 'ended' || !hasSession) {
    return <DeadLink title={texts.noSessionTitle} text={texts.noSession} again="/forgot-password" />;
  }
  return (
    <div className="grid gap-6">
      <AuthHeading title={texts.title} lead={texts.lead} />
      <Form elementRef={form} onSubmit={onSubmit} className="grid gap-4">
        {problem && <Notice tone="bad">{problem}</Notice>}
        <PasswordField
          {...field('password')}
          label={auth.newPassword}
          hint={auth.passwordHint}
          autoComplete="new-password"
        />
        <Button look="vivid" type="submit" busy={busy} className="mt-2">
          {texts.submit}
        </Button>
      </Form>
    </div>
  );
}

function Saved() {
  return (
    <div className="grid gap-6">
      <AuthHeading title={texts.savedTitle} takesFocus />
      <Notice tone="good">{texts.saved}</Notice>
      <Button look="vivid" onClick={() => location.assign(HOME)}>
        {texts.openStudio}
      </Button>
    </div>
  );
}

function watchStorage(changed: () => void): () => void {
  window.addEventListener('storage', changed);
  return () => window.removeEventListener('storage', changed);
}
