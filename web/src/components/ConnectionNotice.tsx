import { useEffect, useRef, useSyncExternalStore } from 'react';

import { fromCache, lostTopics } from '@/lib/database-changes';
import { useStore } from '@/lib/store';
import { toast } from '@/lib/toasts';
import { connection } from '@/texts';

/**
 * Reports that the page is offline or gets no changes, and when it is connected again. On a wide screen it is in the middle of the navbar, as
 * toasts are: there it covers nothing for as long as it stays.
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
      className="raised arrive pointer-events-none fixed inset-x-4 top-20 z-40 mx-auto flex items-center gap-3 text-pretty rounded-lg px-4 py-3 text-sm sm:w-fit sm:max-xl:left-auto sm:max-xl:max-w-xs xl:top-3 xl:max-w-116 xl:translate-x-15 xl:py-2"
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
