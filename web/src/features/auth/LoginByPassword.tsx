import { useState } from 'react';

import { Button } from '@/components/Button';
import { Form } from '@/components/Form';
import { Notice } from '@/components/Notice';
import { PasswordField } from '@/components/PasswordField';
import { TextField } from '@/components/TextField';
import { useForm } from '@/lib/form';
import { destination } from '@/lib/visitor';
import { auth, checkMail, login } from '@/texts';

import { AuthProblem, messageOf } from './api';
import { logIn, resendConfirmation } from './api-login';
import { linkClass } from './AuthHeading';
import { checkEmail, checkPassword } from './auth-fields';

export type LoginProps = { email: string; onEmail: (email: string) => void; onSwitch: () => void };

export function LoginByPassword({ email, onEmail, onSwitch }: LoginProps) {
  const [problem, setProblem] = useState<unknown>();
  const { form, values, busy, field, submit } = useForm({ email, password: '' }, { email: checkEmail, password: checkPassword });
  const onSubmit = submit(async (typed) => {
    setProblem(undefined);
    onEmail(typed.email.trim());
    await logIn(typed.email.trim(), typed.password).then(() => location.replace(destination()), setProblem);
  });
  return (
    <Form elementRef={form} onSubmit={onSubmit} className="grid gap-4">
      {problem !== undefined && <LoginProblem problem={problem} email={values.email.trim()} />}
      <TextField {...field('email')} label={auth.email} name="email" type="email" autoComplete="username" required />
      <PasswordField
        {...field('password')}
        label={auth.password}
        autoComplete="current-password"
        aside={
          <a href="/forgot-password" className={`${linkClass} -my-3 inline-flex min-h-11 items-center text-sm`}>
            {login.forgot}
          </a>
        }
      />
      <Button look="vivid" type="submit" busy={busy} className="mt-2">
        {login.submit}
      </Button>
      <Button onClick={onSwitch}>
        <span aria-hidden="true" className="icon-[lucide--mail] size-4" />
        <span>{login.byLink}</span>
      </Button>
    </Form>
  );
}

/** Shows the error, and offers to send the mail again to users who have not confirmed their address. */
function LoginProblem({ problem, email }: { problem: unknown; email: string }) {
  const [resent, setResent] = useState<string>();
  const unconfirmed = problem instanceof AuthProblem && problem.code === 'email_not_confirmed';
  const resend = () =>
    void resendConfirmation(email, destination()).then(
      () => setResent(checkMail.resent),
      (caught: unknown) => setResent(messageOf(caught)),
    );
  return (
    <Notice tone="bad">
      <p>{messageOf(problem)}</p>
      {unconfirmed && (
        <Button size="small" onClick={resend} className="justify-self-start">
          {checkMail.resend}
        </Button>
      )}
      {resent && <p role="status">{resent}</p>}
    </Notice>
  );
}
