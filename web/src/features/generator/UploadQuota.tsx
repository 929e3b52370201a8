import { useEffect } from 'react';

import { isFull, isUsed, quota, readQuota } from '@/lib/upload-quota';
import { useStore } from '@/lib/store';
import { uploads } from '@/texts';

/** The form shows the quota from this used share on. */
const WORTH_MENTIONING = 0.5;

type Props = { className?: string; inForm?: boolean };

/** How much of the upload quota is used. `inForm`: only if little is left; once it is full, with a link to the uploads. */
export function UploadQuota({ className = '', inForm = false }: Props) {
  const known = useStore(quota);
  useEffect(() => void readQuota().catch(() => undefined), []);
  if (!known || (known.maxFiles === undefined && known.maxBytes === undefined)) return null;
  if (inForm && !isUsed(known, WORTH_MENTIONING)) return null;
  const full = isFull(known);
  return (
    <p className={`text-sm ${full ? 'text-destructive' : 'text-muted-foreground'} ${className}`}>
      {full && inForm ? uploads.full(known) : uploads.used(known)}
    </p>
  );
}
