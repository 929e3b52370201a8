import { useEffect } from 'react';

import { isFull, quota, readQuota } from '@/lib/quota';
import { useStore } from '@/lib/store';
import { uploads } from '@/texts';

type Props = { className?: string; wayOut?: boolean };

/** How much of their room for uploads the user has used; with the way out, if there is none left, unless they are there. */
export function UploadQuota({ className = '', wayOut = true }: Props) {
  const known = useStore(quota);
  useEffect(() => void readQuota().catch(() => undefined), []);
  if (!known || (known.maxFiles === undefined && known.maxBytes === undefined)) return null;
  const full = isFull(known);
  return (
    <p className={`text-sm ${full ? 'text-destructive' : 'text-muted-foreground'} ${className}`}>
      {full && wayOut ? uploads.full(known) : uploads.used(known)}
    </p>
  );
}
