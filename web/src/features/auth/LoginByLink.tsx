import { useState } from 'react';

import { Button } from '@/components/Button';
import { Form } from '@/components/Form';
import { Notice } from '@/components/Notice';
import { TextField } from '@/components/TextField';
import { useForm } from '@/lib/form';
import { destination } from '@/lib/visitor';
import { auth, checkMail, login } from '@/texts';

import { messageOf } from './api';
import { sendLoginLink } from './api-login';
import { CheckMail } from './CheckMail';
import { checkEmail } from './auth-fields';
import type { LoginProps } from './LoginByPassword';

/** @prop onSent called when the mail was sent, so that the page hides everything else */
type Props = LoginProps & { onSent: (sent: boolean) => void };

export default function LoginByLink({ email, onEmail, onSwitch, onSent }: Props) {
  const [problem, setProblem] = useState<unknown>();
  const [sentTo, setSentTo] = useState<string>();
  const { form, busy, field, submit } = useForm({ email }, { email: checkEmail });
  const onSubmit = submit(async (values) => {
    setProblem(undefined);
    const address = values.email.trim();
    onEmail(address);
    await sendLoginLink(address, destination()).then(() => show(address), setProblem);
  });

  function show(address: string | undefined) {
    setSentTo(address);
    onSent(address !== undefined);
  }

  if (sentTo) {
    const resend = () => sendLoginLink(sentTo, destination());
    return <CheckMail text={checkMail.link(sentTo)} onResend={resend} onBack={() => show(undefined)} />;
  }
  return (
    <Form elementRef={form} onSubmit={onSubmit} className="grid gap-4">
      {problem !== undefined && <Notice tone="bad">{messageOf(problem)}</Notice>}
      <TextField {...field('email')} label={auth.email} name="email" type="email" autoComplete="username" required />
      <Button look="vivid" type="submit" busy={busy} className="mt-2">
        {login.linkSubmit}
      </Button>
      <Button onClick={onSwitch}>{login.byPassword}</Button>
    </Form>
  );
}
