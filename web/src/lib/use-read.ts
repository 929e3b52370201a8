import { useCallback, useEffect, useRef, useState } from 'react';

import type { Loadable } from './loadable';

/**
 * Something that is read when the component appears, and again on demand; what is shown stays until then, and stays if
 * the new reading fails.
 * @param read the same function as long as the same thing is read
 * @param changed when this changes, it is read again
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
