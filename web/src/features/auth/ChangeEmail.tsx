import { useState } from 'react';

import { Button } from '@/components/Button';
import { Form } from '@/components/Form';
import { Notice } from '@/components/Notice';
import { TextField } from '@/components/TextField';
import { useForm } from '@/lib/form';
import { endsSession } from '@/lib/session';
import { changeEmail as texts } from '@/texts';

import { AuthProblem, messageOf } from './api';
import { changeEmail } from './api-account';
import { checkEmail } from './auth-fields';

/** The form for a new email address of a signed-in user. It takes effect when it is confirmed. */
export function ChangeEmail({ present }: { present: string }) {
  const [sentTo, setSentTo] = useState<string>();
  const [problem, setProblem] = useState<string>();
  const checkOther = (value: string) =>
    value.trim().toLowerCase() === present.toLowerCase() ? texts.same : checkEmail(value);
  const { form, busy, field, fail, submit } = useForm({ newEmail: '' }, { newEmail: checkOther });
  const onSubmit = submit(async ({ newEmail }) => {
    setProblem(undefined);
    setSentTo(undefined);
    const address = newEmail.trim();
    await changeEmail(address).then(() => setSentTo(address), refuse);
  });

  function refuse(caught: unknown) {
    if (!(caught instanceof AuthProblem)) setProblem(messageOf(caught));
    else if (endsSession(caught)) return;
    else if (/^(email_|validation_)/.test(caught.reason)) fail('newEmail', caught.message);
    else setProblem(caught.message);
  }

  return (
    <Form elementRef={form} onSubmit={onSubmit} aria-label={texts.title} className="grid max-w-md gap-4">
      {problem && <Notice tone="bad">{problem}</Notice>}
      {sentTo && <Notice tone="good">{texts.sent(sentTo)}</Notice>}
      <TextField {...field('newEmail')} label={texts.field} name="newEmail" type="email" autoComplete="email" required />
      <Button look="primary" type="submit" busy={busy} className="justify-self-start">
        {texts.submit}
      </Button>
    </Form>
  );
}
