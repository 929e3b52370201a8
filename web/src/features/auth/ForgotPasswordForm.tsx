import { useState } from 'react';

import { Button } from '@/components/Button';
import { Form } from '@/components/Form';
import { Notice } from '@/components/Notice';
import { TextField } from '@/components/TextField';
import { useForm } from '@/lib/form';
import { auth, checkMail, common, forgotPassword } from '@/texts';

import { messageOf } from './api';
import { sendRecovery } from './api-account';
import { AuthHeading } from './AuthHeading';
import { CheckMail } from './CheckMail';
import { checkEmail } from './auth-fields';
import { LoginSignupLink } from './LoginSignupLink';

export function ForgotPasswordForm() {
  const [problem, setProblem] = useState<unknown>();
  const [sentTo, setSentTo] = useState<string>();
  const { form, busy, field, submit } = useForm({ email: '' }, { email: checkEmail });
  const onSubmit = submit(async (values) => {
    setProblem(undefined);
    const address = values.email.trim();
    await sendRecovery(address).then(() => setSentTo(address), setProblem);
  });
  if (sentTo) {
    const resend = () => sendRecovery(sentTo);
    return <CheckMail text={checkMail.recovery(sentTo)} onResend={resend} onBack={() => setSentTo(undefined)} />;
  }
  return (
    <div className="grid gap-6">
      <AuthHeading title={forgotPassword.title} lead={forgotPassword.lead} />
      <Form elementRef={form} onSubmit={onSubmit} className="grid gap-4">
        {problem !== undefined && <Notice tone="bad">{messageOf(problem)}</Notice>}
        <TextField {...field('email')} label={auth.email} name="email" type="email" autoComplete="username" required />
        <Button look="vivid" type="submit" busy={busy} className="mt-2">
          {forgotPassword.submit}
        </Button>
      </Form>
      <LoginSignupLink question={forgotPassword.remembered} answer={common.login} path="/login" />
    </div>
  );
}
