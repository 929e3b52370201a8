import { useCallback, useState } from 'react';

import { Button } from '@/components/Button';
import { Dialog } from '@/components/Dialog';
import { Form } from '@/components/Form';
import { Notice } from '@/components/Notice';
import { TextField } from '@/components/TextField';
import { wordsForBilling } from '@/lib/billing';
import { useForm } from '@/lib/form';
import { ServiceError } from '@/lib/service';
import { endsSession, signOutHere, type User } from '@/lib/session';
import { readSubscriptions } from '@/lib/subscriptions';
import { useRead } from '@/lib/use-read';
import { common, securityTexts as texts } from '@/texts';

import { deleteAccount } from './account-api';
import { nameOf } from './plan';

type Props = { user: User; balance: number; onDeleted: () => void; onClose: () => void };

/** Says what is lost, and deletes the account after the user typed their address. */
export default function DeleteDialog({ user, balance, ...confirmation }: Props) {
  const { state } = useRead(useCallback(() => readSubscriptions(user.id), [user.id]));
  const plan = state.status === 'ready' ? state.data.map(nameOf).join(', ') : '';
  return (
    <Dialog open onClose={confirmation.onClose} title={texts.deleteTitle}>
      <p className="text-muted-foreground">{texts.deleteText(balance, plan)}</p>
      <p className="text-muted-foreground text-sm">
        <span>{`${texts.deleteKept} `}</span>
        <a href="/privacy" className="text-primary underline underline-offset-4">
          {texts.privacy}
        </a>
      </p>
      <Confirmation email={user.email} {...confirmation} />
    </Dialog>
  );
}

function Confirmation({ email, onDeleted, onClose }: { email: string } & Pick<Props, 'onDeleted' | 'onClose'>) {
  const [problem, setProblem] = useState<string>();
  const isEmail = (typed: string) => typed.trim().toLowerCase() === email.toLowerCase();
  const { form, busy, field, submit } = useForm(
    { 'confirm-email': '' },
    { 'confirm-email': (typed) => (isEmail(typed) ? undefined : texts.deleteMismatch) },
  );
  const onSubmit = submit(async () => {
    setProblem(undefined);
    try {
      await deleteAccount();
    } catch (caught) {
      if (endsSession(caught)) return;
      return setProblem(wordsFor(caught));
    }
    onDeleted();
    await signOutHere({ ended: true });
  });
  return (
    <Form elementRef={form} onSubmit={onSubmit} className="grid gap-4">
      {problem && <Notice tone="bad">{problem}</Notice>}
      <TextField
        {...field('confirm-email')}
        label={texts.deleteType(email)}
        name="confirm-email"
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        required
      />
      <div className="flex flex-col-reverse gap-2 sm:flex-row sm:justify-end">
        <Button onClick={onClose}>{common.cancel}</Button>
        <Button look="danger" type="submit" busy={busy}>
          {busy ? texts.deleting : texts.deleteConfirm}
        </Button>
      </div>
    </Form>
  );
}

/** After an error a part may be deleted already, so the message asks to try again. */
function wordsFor(problem: unknown): string {
  const limited = problem instanceof ServiceError && problem.code === 'rate_limited';
  return limited ? wordsForBilling(problem) : texts.deleteHalf;
}
