import { useState } from 'react';

import { Button } from '@/components/Button';
import { Form } from '@/components/Form';
import { Notice } from '@/components/Notice';
import { PasswordField } from '@/components/PasswordField';
import { TextField } from '@/components/TextField';
import { useForm } from '@/lib/form';
import { destination } from '@/lib/visitor';
import { auth, checkMail, common, signup } from '@/texts';

import { AuthProblem, isAboutPassword, messageOf } from './api';
import { resendConfirmation, signUp } from './api-login';
import { AuthHeading } from './AuthHeading';
import { CheckMail } from './CheckMail';
import { KeptPrompt } from './KeptPrompt';
import { checkEmail, checkName, checkNewPassword } from './auth-fields';
import { OAuthProviders } from './OAuthProviders';
import { LoginSignupLink } from './LoginSignupLink';

export function SignupForm() {
  const [problem, setProblem] = useState<string>();
  const [sentTo, setSentTo] = useState<string>();
  const { form, busy, field, fail, submit } = useForm(
    { name: '', email: '', password: '' },
    { name: checkName, email: checkEmail, password: checkNewPassword },
  );
  const onSubmit = submit(async ({ name, email, password }) => {
    setProblem(undefined);
    try {
      const signedIn = await signUp(name.trim(), email.trim(), password, destination());
      if (signedIn) location.assign(destination());
      else setSentTo(email.trim());
    } catch (caught) {
      if (!(caught instanceof AuthProblem)) setProblem(messageOf(caught));
      else if (isAboutPassword(caught)) fail('password', caught.message);
      else if (caught.reason.startsWith('email_')) fail('email', caught.message);
      else setProblem(caught.message);
    }
  });
  if (sentTo) {
    const resend = () => resendConfirmation(sentTo, destination());
    return <CheckMail text={checkMail.confirm(sentTo)} onResend={resend} onBack={() => setSentTo(undefined)} />;
  }
  return (
    <div className="grid gap-6">
      <AuthHeading title={signup.title} lead={signup.lead} />
      <KeptPrompt />
      <Form elementRef={form} onSubmit={onSubmit} className="grid gap-4">
        {problem && <Notice tone="bad">{problem}</Notice>}
        <TextField {...field('name')} label={auth.name} hint={auth.nameHint} name="name" autoComplete="name" required />
        <TextField {...field('email')} label={auth.email} hint={auth.emailHint} name="email" type="email" autoComplete="email" required />
        <PasswordField
          {...field('password')}
          label={auth.password}
          hint={auth.passwordHint}
          autoComplete="new-password"
        />
        <Button look="vivid" type="submit" busy={busy} className="mt-2">
          {signup.submit}
        </Button>
        <p className="text-muted-foreground text-center text-sm text-balance">
          <span>{`${signup.agree} `}</span>
          <a href="/terms" className="text-foreground -my-3 inline-block py-3 underline underline-offset-4">
            {signup.terms}
          </a>
          <span>{` ${signup.and} `}</span>
          <a href="/privacy" className="text-foreground -my-3 inline-block py-3 underline underline-offset-4">
            {signup.privacy}
          </a>
          <span>.</span>
        </p>
      </Form>
      <OAuthProviders />
      <LoginSignupLink question={signup.haveAccount} answer={common.login} path="/login" />
    </div>
  );
}
