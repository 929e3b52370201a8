import { useState } from 'react';

import { Button } from '@/components/Button';
import { Notice } from '@/components/Notice';
import { wordsForBilling } from '@/lib/billing';
import { ServiceError } from '@/lib/service';
import { endsSession } from '@/lib/session';
import { securityTexts as texts } from '@/texts';

import { exportData } from './account-api';

/** Downloads all data about the user. */
export function ExportData() {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();
  async function download() {
    setBusy(true);
    setProblem(undefined);
    try {
      await exportData();
    } catch (caught) {
      if (endsSession(caught)) return;
      const limited = caught instanceof ServiceError && caught.code === 'rate_limited';
      setProblem(limited ? wordsForBilling(caught) : texts.exportFailed);
    } finally {
      setBusy(false);
    }
  }
  return (
    <div className="grid max-w-sm gap-3">
      <Button className="justify-self-start sm:justify-self-end" busy={busy} onClick={() => void download()}>
        {!busy && <span aria-hidden="true" className="icon-[lucide--download] size-4" />}
        <span>{busy ? texts.exporting : texts.exportButton}</span>
      </Button>
      {problem && <Notice tone="bad">{problem}</Notice>}
    </div>
  );
}
