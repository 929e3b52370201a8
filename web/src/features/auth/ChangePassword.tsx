import { useState } from 'react';

import { Button } from '@/components/Button';
import { Form } from '@/components/Form';
import { Notice } from '@/components/Notice';
import { PasswordField } from '@/components/PasswordField';
import { useForm } from '@/lib/form';
import { endsSession } from '@/lib/session';
import { toast } from '@/lib/toasts';
import { auth, securityTexts as texts } from '@/texts';

import { AuthProblem, isAboutPassword, messageOf } from './api';
import { updatePassword } from './api-account';
import { checkNewPassword } from './auth-fields';

/** The form for a new password of a signed-in user. */
export function ChangePassword() {
  const [turn, setTurn] = useState(0);
  const saved = () => {
    toast(texts.passwordSaved, 'good');
    setTurn(turn + 1);
  };
  return <PasswordForm key={turn} onSaved={saved} />;
}

function PasswordForm({ onSaved }: { onSaved: () => void }) {
  const [problem, setProblem] = useState<string>();
  const { form, busy, field, fail, submit } = useForm({ password: '' }, { password: checkNewPassword });
  const onSubmit = submit(async ({ password }) => {
    setProblem(undefined);
    await updatePassword(password).then(onSaved, (caught: unknown) => {
      if (!(caught instanceof AuthProblem)) setProblem(messageOf(caught));
      else if (endsSession(caught)) return;
      else if (isAboutPassword(caught)) fail('password', caught.message);
      else setProblem(caught.message);
    });
  });
  return (
    <Form elementRef={form} onSubmit={onSubmit} aria-label={texts.password} className="grid max-w-md gap-4">
      {problem && <Notice tone="bad">{problem}</Notice>}
      <PasswordField {...field('password')} label={auth.newPassword} hint={auth.passwordHint} autoComplete="new-password" />
      <Button look="primary" type="submit" busy={busy} className="justify-self-start">
        {texts.savePassword}
      </Button>
    </Form>
  );
}
