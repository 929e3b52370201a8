import { useEffect, useRef, useState } from 'react';

import { Button } from '@/components/Button';
import { Notice } from '@/components/Notice';
import { checkMail } from '@/texts';

import { messageOf } from './api';

type Props = { text: string; onResend: () => Promise<void>; onBack: () => void };
type Sending = { status: 'no' | 'busy' | 'sent' } | { status: 'failed'; problem: string };

/** Replaces a form after the mail was sent. */
export function CheckMail({ text, onResend, onBack }: Props) {
  const [sending, setSending] = useState<Sending>({ status: 'no' });
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);

  function resend() {
    setSending({ status: 'busy' });
    onResend().then(
      () => setSending({ status: 'sent' }),
      (caught: unknown) => setSending({ status: 'failed', problem: messageOf(caught) }),
    );
  }

  return (
    <div className="arrive grid justify-items-center gap-4 text-center">
      <span className="vivid grid size-16 place-items-center rounded-2xl">
        <span aria-hidden="true" className="icon-[lucide--mail-check] size-7" />
      </span>
      <h1 ref={heading} tabIndex={-1} className="text-2xl font-semibold outline-none">
        {checkMail.title}
      </h1>
      <p className="max-w-full text-balance [overflow-wrap:anywhere]">{text}</p>
      <p className="text-muted-foreground text-sm text-balance">{checkMail.hint}</p>
      {sending.status === 'sent' && <Notice tone="good">{checkMail.resent}</Notice>}
      {sending.status === 'failed' && <Notice tone="bad">{sending.problem}</Notice>}
      <div className="mt-2 grid w-full gap-2">
        <Button busy={sending.status === 'busy'} onClick={resend}>
          {checkMail.resend}
        </Button>
        <Button look="ghost" onClick={onBack}>
          {checkMail.otherEmail}
        </Button>
      </div>
    </div>
  );
}
