import { useEffect, useRef, useSyncExternalStore } from 'react';

import { fromCache, lostTopics } from '@/lib/database-changes';
import { useStore } from '@/lib/store';
import { toast } from '@/lib/toasts';
import { connection } from '@/texts';

/**
 * Reports that the page is offline or gets no changes, and when it is connected again. It is part of the header, so that it is seen at every
 * place of the page and covers nothing for as long as it stays: on a wide screen in the middle of the navbar, as toasts are, otherwise below it.
 */
export function ConnectionNotice() {
  const online = useOnline();
  const live = useStore(lostTopics).length === 0;
  const expected = useStore(fromCache) && online;
  const wasLost = useRef(false);
  useEffect(() => {
    if (expected) return;
    if (!online || !live) wasLost.current = true;
    else if (wasLost.current) {
      wasLost.current = false;
      toast(connection.back, 'good');
    }
  }, [online, live, expected]);
  if (online && (live || expected)) return null;
  return (
    <div
      role="status"
      className="raised arrive pointer-events-none mx-auto mt-2 flex w-fit items-center gap-3 text-pretty rounded-lg px-4 py-2 text-sm xl:fixed xl:inset-x-4 xl:top-4 xl:mt-0 xl:py-1.5 xl:leading-tight xl:max-w-116 xl:translate-x-15"
    >
      <span aria-hidden="true" className="icon-[lucide--wifi-off] text-secondary size-5 shrink-0" />
      <span>{online ? connection.lost : connection.offline}</span>
    </div>
  );
}

function useOnline(): boolean {
  return useSyncExternalStore(
    (changed) => {
      window.addEventListener('online', changed);
      window.addEventListener('offline', changed);
      return () => {
        window.removeEventListener('online', changed);
        window.removeEventListener('offline', changed);
      };
    },
    () => navigator.onLine,
    () => true,
  );
}
