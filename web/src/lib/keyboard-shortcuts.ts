import { useEffectEvent, useLayoutEffect } from 'react';

import { browserStorage } from './browser-storage';
import { modals } from './modals';

type Shortcut = {
  /** As `KeyboardEvent.key` names them. */
  keys: string[];
  /** With Ctrl or ⌘. */
  control?: true;
  shift?: true;
};

const MOVES = ['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown', 'Home', 'End'];

/** All keyboard shortcuts, by the place where they work. Components bind them by name; KeysDialog lists them with the texts in `keys.list`. */
export const SHORTCUTS = {
  page: {
    generate: { keys: ['Enter'], control: true },
    prompt: { keys: ['p'] },
    recent: { keys: ['h'] },
    search: { keys: ['/'] },
    keys: { keys: ['?'] },
  },
  card: {
    // Before `move`, which has the same keys and would match with Shift, too.
    extend: { keys: MOVES, shift: true },
    move: { keys: MOVES },
    select: { keys: [' '] },
    selectAll: { keys: ['a'], control: true },
    clear: { keys: ['Escape'] },
    favourite: { keys: ['f'] },
    delete: { keys: ['Delete'] },
  },
  result: {
    turn: { keys: ['ArrowLeft', 'ArrowRight'] },
    favourite: { keys: ['f'] },
    delete: { keys: ['Delete'] },
  },
} satisfies Record<string, Record<string, Shortcut>>;

export type Place = keyof typeof SHORTCUTS;

type Press = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>;

/** What each shortcut does, in words. */
export type ShortcutWords = { [P in Place]: Record<keyof (typeof SHORTCUTS)[P], string> };

/** The shortcut of this place that was pressed. */
export function shortcutOf<P extends Place>(place: P, press: Press): keyof (typeof SHORTCUTS)[P] | undefined {
  const all: Record<string, Shortcut> = SHORTCUTS[place];
  return Object.keys(all).find((name) => matches(all[name], press)) as keyof (typeof SHORTCUTS)[P] | undefined;
}

function matches(shortcut: Shortcut | undefined, { key, ctrlKey, metaKey, altKey, shiftKey }: Press): boolean {
  if (!shortcut?.keys.includes(key) || altKey) return false;
  return Boolean(shortcut.control) === (ctrlKey || metaKey) && (!shortcut.shift || shiftKey);
}

const STORED = 'single-keys';
const OFF = 'off';
/** Elements in which a letter key types the letter or chooses an option. */
const FIELD = 'textarea, select, [contenteditable], input:not([type=checkbox], [type=radio], [type=file], [type=button])';

/** Whether single keys are shortcuts. Users of speech input may switch them off (WCAG 2.1.4); the choice is stored in this browser. */
export const singleKeys = {
  areOn: () => browserStorage.read(STORED) !== OFF,
  turn: (on: boolean) => browserStorage.write(STORED, on ? 'on' : OFF),
};

/** Bind the page's shortcuts to actions. None works while a dialog is open; in fields, only those with Ctrl or ⌘ work. */
export function useShortcuts(actions: Partial<Record<keyof typeof SHORTCUTS.page, () => void>>): void {
  useKeyDown((event) => {
    const name = shortcutOf('page', event);
    const action = name && actions[name];
    if (!action || event.repeat || modals.get().length > 0) return;
    if (!event.ctrlKey && !event.metaKey && (isTaken(event) || !singleKeys.areOn())) return;
    event.preventDefault();
    action();
  });
}

/** Listen to key presses in the whole page. A dialog uses it with `shortcutOf`. */
export function useKeyDown(onPress: (event: KeyboardEvent) => void): void {
  const press = useEffectEvent(onPress);
  // From the moment at which its component is seen.
  useLayoutEffect(() => {
    document.addEventListener('keydown', press);
    return () => document.removeEventListener('keydown', press);
  }, []);
}

function isTaken({ target, defaultPrevented }: KeyboardEvent): boolean {
  return defaultPrevented || (target instanceof Element && target.matches(FIELD));
}
