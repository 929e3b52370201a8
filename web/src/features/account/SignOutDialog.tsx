import { useState } from 'react';

import { ConfirmDialog } from '@/components/ConfirmDialog';
import { signOutEverywhere } from '@/lib/session';
import { toast } from '@/lib/toasts';
import { common, securityTexts as texts } from '@/texts';

/** Asks before it ends all sessions of the user. */
export default function SignOutDialog({ onClose }: { onClose: () => void }) {
  const [busy, setBusy] = useState(false);
  function signOut() {
    setBusy(true);
    signOutEverywhere().catch(() => {
      setBusy(false);
      toast(texts.everywhereFailed, 'bad');
    });
  }
  return (
    <ConfirmDialog
      open
      title={texts.everywhereTitle}
      text={texts.everywhereText}
      confirm={texts.everywhereConfirm}
      cancel={common.cancel}
      busy={busy}
      onConfirm={signOut}
      onClose={onClose}
    />
  );
}
