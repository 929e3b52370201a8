import { useEffect, useEffectEvent } from 'react';

import { browserStorage } from './browser-storage';
import { modals } from './modals';
import { own } from './unknown';

const STORED = 'single-keys';
const OFF = 'off';
/** Elements in which a letter key types the letter or chooses an option. */
const FIELD = 'textarea, select, [contenteditable], input:not([type=checkbox], [type=radio], [type=file], [type=button])';

/** Whether single keys are shortcuts. A user of speech input may want to switch them off (WCAG 2.1.4); this browser remembers it. */
export const singleKeys = {
  areOn: () => browserStorage.read(STORED) !== OFF,
  turn: (on: boolean) => browserStorage.write(STORED, on ? 'on' : OFF),
};

/** Run the action of a key that is pressed outside of fields and dialogs. */
export function useKeys(actions: Record<string, () => void>): void {
  const press = useEffectEvent((event: KeyboardEvent) => {
    const action = own(actions, event.key);
    if (!action || event.ctrlKey || event.metaKey || event.altKey || isTaken(event) || !singleKeys.areOn()) return;
    event.preventDefault();
    action();
  });
  useEffect(() => {
    document.addEventListener('keydown', press);
    return () => document.removeEventListener('keydown', press);
  }, []);
}

/** Run this on Ctrl+Enter or ⌘+Enter, in fields too. */
export function useControlEnter(action: () => void): void {
  const press = useEffectEvent((event: KeyboardEvent) => {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey) || event.repeat || modals.get().length > 0) return;
    event.preventDefault();
    action();
  });
  useEffect(() => {
    document.addEventListener('keydown', press);
    return () => document.removeEventListener('keydown', press);
  }, []);
}

function isTaken({ target, repeat, defaultPrevented }: KeyboardEvent): boolean {
  return repeat || defaultPrevented || modals.get().length > 0 || (target instanceof Element && target.matches(FIELD));
}
