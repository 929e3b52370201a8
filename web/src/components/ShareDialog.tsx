import { useCallback, useEffect, useState } from 'react';

import { copy } from '@/lib/clipboard';
import { createShare, endShare, readShare, setPromptShown, type Share, type Shareable, shareUrl } from '@/lib/shares';
import { toast } from '@/lib/toasts';
import { useRead } from '@/lib/use-read';
import { common, share as texts } from '@/texts';

import { Button } from './Button';
import { buttonClass } from './button-class';
import { Dialog } from './Dialog';
import { ErrorState } from './ErrorState';
import { Notice } from './Notice';
import { TextField } from './TextField';

type Props = { subject: Shareable; open: boolean; onClose: () => void };

export default function ShareDialog({ subject, open, onClose }: Props) {
  return (
    <Dialog open={open} onClose={onClose} title={texts.title}>
      <Content subject={subject} />
    </Dialog>
  );
}

/** Rendered only while the dialog is open, so that each opening reads the link again. */
function Content({ subject }: { subject: Shareable }) {
  const key = JSON.stringify(subject);
  const { state, again } = useRead(useCallback(() => readShare(JSON.parse(key)), [key]));
  const [busy, setBusy] = useState(false);
  /** How often the browser did not allow copying. */
  const [refused, setRefused] = useState(0);
  const refuse = () => setRefused((times) => times + 1);
  const kind = 'generation_id' in subject ? 'result' : 'collection';

  /** Save a change, then show what is stored. */
  async function save(change: () => Promise<void>) {
    if (busy) return;
    setBusy(true);
    try {
      await change();
    } catch (error) {
      toast(hasMessage(error, 'too_many_shares') ? texts.tooMany : texts.failed, 'bad');
    }
    setBusy(false);
    again();
  }

  if (state.status === 'loading') return <div role="status" aria-label={common.loading} className="skeleton h-40" />;
  if (state.status === 'failed') return <ErrorState level="h3" onRetry={again} />;
  const create = (shown: boolean) =>
    void save(async () => copy(shareUrl(await createShare(subject, shown)), texts.created, refuse));
  return state.data ? (
    <Shared {...{ kind, busy, refused }} share={state.data} save={(change) => void save(change)} onRefused={refuse} />
  ) : (
    <NotShared kind={kind} busy={busy} onCreate={create} />
  );
}

type Kind = 'result' | 'collection';

function NotShared({ kind, busy, onCreate }: { kind: Kind; busy: boolean; onCreate: (shown: boolean) => void }) {
  const [shown, setShown] = useState(false);
  return (
    <>
      <p className="text-muted-foreground">{texts.off[kind]}</p>
      <ShowPrompt kind={kind} checked={shown} onChange={setShown} />
      <Button look="primary" busy={busy} onClick={() => onCreate(shown)}>
        {texts.create}
      </Button>
    </>
  );
}

type SharedProps = { kind: Kind; share: Share; busy: boolean; refused: number; save: (change: () => Promise<void>) => void; onRefused: () => void };

function Shared({ kind, share, busy, refused, save, onRefused }: SharedProps) {
  const url = shareUrl(share);
  const [shown, setShown] = useState(share.show_prompt);
  useEffect(() => {
    // The field selects its text when it gets the focus.
    if (refused > 0) document.getElementById('share-link')?.focus();
  }, [refused]);
  const show = (next: boolean) =>
    save(async () => {
      setShown(next);
      await setPromptShown(share, next).catch((error: unknown) => {
        setShown(!next);
        throw error;
      });
    });
  const stop = () =>
    save(async () => {
      await endShare(share);
      toast(texts.stopped, 'good');
    });
  return (
    <>
      <p className="text-muted-foreground">{texts.on[kind]}</p>
      {refused > 0 && (
        <Notice tone="bad">
          <span>{texts.notCopied}</span>
        </Notice>
      )}
      <TextField id="share-link" label={texts.link} value={url} readOnly onChange={() => undefined} onFocus={(event) => event.target.select()} />
      <div className="grid gap-2 sm:grid-cols-2">
        <Button look="primary" onClick={() => void copy(url, texts.copied, onRefused)}>
          <span aria-hidden="true" className="icon-[lucide--copy] size-4" />
          <span>{texts.copy}</span>
        </Button>
        <a href={url} target="_blank" rel="noreferrer" className={buttonClass({})}>
          <span aria-hidden="true" className="icon-[lucide--external-link] size-4" />
          <span>{texts.open}</span>
        </a>
      </div>
      <ShowPrompt kind={kind} checked={shown} onChange={show} />
      <Button busy={busy} onClick={stop} className="text-destructive">
        {texts.stop}
      </Button>
      <p className="text-muted-foreground text-sm">{texts.stopNote[kind]}</p>
    </>
  );
}

function ShowPrompt({ kind, checked, onChange }: { kind: Kind; checked: boolean; onChange: (shown: boolean) => void }) {
  return (
    <label className="flex min-h-11 items-center gap-3">
      <input type="checkbox" checked={checked} onChange={(event) => onChange(event.target.checked)} className="size-5" />
      <span>{texts.showPrompt[kind]}</span>
    </label>
  );
}

function hasMessage(error: unknown, message: string): boolean {
  return typeof error === 'object' && error !== null && 'message' in error && error.message === message;
}
