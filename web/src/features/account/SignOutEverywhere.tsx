import { useState } from 'react';

import { Button } from '@/components/Button';
import { ConfirmDialog } from '@/components/ConfirmDialog';
import { signOutEverywhere } from '@/lib/session';
import { toast } from '@/lib/toasts';
import { common, securityTexts as texts } from '@/texts';

/** Ends every session of the user, here and elsewhere. */
export function SignOutEverywhere() {
  const [asked, setAsked] = useState(false);
  const [busy, setBusy] = useState(false);
  function signOut() {
    setBusy(true);
    signOutEverywhere().catch(() => {
      setBusy(false);
      toast(texts.everywhereFailed, 'bad');
    });
  }
  return (
    <>
      <Button className="justify-self-start" onClick={() => setAsked(true)}>
        {texts.everywhere}
      </Button>
      <ConfirmDialog
        open={asked}
        title={texts.everywhereTitle}
        text={texts.everywhereText}
        confirm={texts.everywhereConfirm}
        keep={common.cancel}
        busy={busy}
        onConfirm={signOut}
        onClose={() => setAsked(false)}
      />
    </>
  );
}
