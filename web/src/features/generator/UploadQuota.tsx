import { useEffect } from 'react';

import { isFull, quota, readQuota } from '@/lib/quota';
import { useStore } from '@/lib/store';
import { uploads } from '@/texts';

/** How much of their room for uploads the user has used. */
export function UploadQuota({ className = '' }: { className?: string }) {
  const known = useStore(quota);
  useEffect(() => void readQuota().catch(() => undefined), []);
  if (!known || (known.maxFiles === undefined && known.maxBytes === undefined)) return null;
  const full = isFull(known);
  return (
    <p className={`text-sm ${full ? 'text-destructive' : 'text-muted-foreground'} ${className}`}>
      {full ? uploads.full(known) : uploads.used(known)}
    </p>
  );
}
