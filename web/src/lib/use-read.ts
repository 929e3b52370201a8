import { useCallback, useEffect, useRef, useState } from 'react';

import type { Loadable } from './loadable';

/**
 * Read data on mount, and again on demand. The old data is kept while reloading and if the reload fails.
 * @param read a stable function; if it changes, the data is read again
 * @param changed any value; when it changes, the data is read again
 */
export function useRead<T>(read: () => Promise<T>, changed?: string): { state: Loadable<T>; again: () => void } {
  const [state, setState] = useState<Loadable<T>>({ status: 'loading' });
  const turn = useRef(0);
  const again = useCallback(() => {
    turn.current += 1;
    const mine = turn.current;
    const isLatest = () => mine === turn.current;
    setState((known) => (known.status === 'failed' ? { status: 'loading' } : known));
    read().then(
      (data) => isLatest() && setState({ status: 'ready', data }),
      () => isLatest() && setState((known) => (known.status === 'ready' ? known : { status: 'failed' })),
    );
  }, [read]);
  useEffect(again, [again, changed]);
  return { state, again };
}
