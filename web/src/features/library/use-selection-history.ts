import { useEffectEvent, useLayoutEffect, useRef } from 'react';

import { afterDialogs } from '@/lib/dialog-history';

import type { Selection } from './selection';
import { historyState, storeInHistory } from './use-address';

/**
 * A selection makes a history entry with the same URL, so that the Back button leaves the selection, not the page. If the selection
 * ends in another way, its entry is left as well.
 */
export function useSelectionHistory({ ids, clear }: Selection): void {
  const isOn = ids.size > 0;
  /** From `history.back()` until the browser has gone back. */
  const leaving = useRef(false);
  /** Whether the current entry is the one before a selection. */
  const isBefore = useRef(historyState().selecting === false);

  function start() {
    isBefore.current = false;
    enter();
  }

  function leave() {
    leaving.current = true;
    history.back();
  }

  const follow = useEffectEvent(() => {
    const { selecting, opened, dialogs } = historyState();
    // Dialogs leave their entry themselves.
    if (dialogs) return;
    const wasBefore = isBefore.current;
    isBefore.current = selecting === false;
    if (leaving.current) {
      leaving.current = false;
      if (isOn) start();
    } else if (selecting === false) {
      // The entry before the selection. A link within the page makes one without state, which ends no selection.
      clear();
    } else if (selecting && !isOn && !opened && !wasBefore) leave();
    // From the entry before it, the user goes forward, to what is beyond the ended selection.
  });
  // Before `end`, because the browser may have gone back before the next effect.
  useLayoutEffect(() => {
    addEventListener('popstate', follow);
    return () => removeEventListener('popstate', follow);
  }, []);

  const begin = useEffectEvent(() => isOn && !leaving.current && !historyState().selecting && start());
  // What was opened upon the selection stays open. When it is closed, the entry of the selection is left.
  const end = useEffectEvent(() => {
    const { selecting, opened } = historyState();
    if (!isOn && !leaving.current && selecting && !opened) leave();
  });
  // Before the selection is seen: Back may be pressed at once.
  useLayoutEffect(() => {
    afterDialogs(isOn ? begin : end);
  }, [isOn]);
}

function enter() {
  storeInHistory({ selecting: false, scroll: scrollY });
  history.pushState({ ...historyState(), selecting: true }, '');
}
