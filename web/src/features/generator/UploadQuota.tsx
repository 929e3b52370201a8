import { useEffect } from 'react';

import { isFull, quota, readQuota } from '@/lib/upload-quota';
import { useStore } from '@/lib/store';
import { uploads } from '@/texts';

type Props = { className?: string; wayOut?: boolean };

/** The used part of the upload quota. If it is full, with a link to the uploads, unless the user is there already. */
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
