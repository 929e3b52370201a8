import { type KeyboardEvent, useEffectEvent, useState } from 'react';

import { shortcutOf } from '@/lib/keyboard-shortcuts';

import type { LibraryRow } from './filter';
import { neighbour, type Sheet } from './justify';
import type { Selection } from './selection';
import { openBeforeAfter } from './use-address';

/** The card that Tab reaches; with `focus`, it gets the focus now. */
export type Active = { id: string; focus: boolean };

export type CardHandlers = {
  onActive: (active: Active) => void;
  onOpen: (id: string) => void;
  onDelete: (rows: LibraryRow[]) => void;
  onFavourite: (rows: LibraryRow[]) => void;
};

export type CardActions = {
  /** A click on the card: opens it, or selects it while others are selected. */
  press: (id: string, withShift: boolean) => void;
  select: (id: string, withShift: boolean) => void;
  /** The card has got the focus. */
  activate: (id: string) => void;
  favourite: (id: string) => void;
  beforeAfter: (id: string) => void;
  key: (id: string, event: KeyboardEvent) => void;
};

/** The actions of a card. The functions keep their identity, so that memoised cards are not rendered again. */
export function useCardActions(rows: LibraryRow[], sheet: Sheet, selection: Selection, handlers: CardHandlers): CardActions {
  const select = useEffectEvent((id: string, withShift: boolean) => (withShift ? selection.extend(id) : selection.toggle(id)));
  const press = useEffectEvent((id: string, withShift: boolean) => {
    if (withShift || selection.ids.size > 0) select(id, withShift);
    else handlers.onOpen(id);
  });
  const favourite = useEffectEvent((id: string) => handlers.onFavourite(rows.filter((row) => row.id === id)));
  const activate = useEffectEvent((id: string) => handlers.onActive({ id, focus: false }));

  function go(id: string, to: string, andSelect: boolean) {
    const index = rows.findIndex((row) => row.id === id);
    const target = rows[targetOf(to, index, rows.length, sheet)];
    if (!target) return;
    handlers.onActive({ id: target.id, focus: true });
    if (andSelect) selection.extend(target.id, selection.ids.size > 0 ? undefined : id);
  }

  const key = useEffectEvent((id: string, event: KeyboardEvent) => {
    const shortcut = shortcutOf('card', event);
    if (!shortcut || (shortcut === 'clear' && selection.ids.size === 0)) return;
    event.preventDefault();
    const targets = () => (selection.ids.size > 0 ? selection.selected : rows.filter((row) => row.id === id));
    const act: Record<typeof shortcut, () => void> = {
      move: () => go(id, event.key, false),
      extend: () => go(id, event.key, true),
      select: () => selection.toggle(id),
      selectAll: () => selection.all(),
      clear: () => selection.clear(),
      favourite: () => handlers.onFavourite(targets()),
      delete: () => handlers.onDelete(targets()),
    };
    act[shortcut]();
  });

  const [actions] = useState(() => ({ press, select, activate, favourite, beforeAfter: (id: string) => openBeforeAfter({ id }), key }));
  return actions;
}

/** The index of the card that a key goes to; -1 for other keys. */
function targetOf(key: string, index: number, count: number, sheet: Sheet): number {
  switch (key) {
    case 'ArrowLeft':
      return Math.max(0, index - 1);
    case 'ArrowRight':
      return Math.min(count - 1, index + 1);
    case 'ArrowUp':
      return neighbour(sheet, index, -1);
    case 'ArrowDown':
      return neighbour(sheet, index, 1);
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    default:
      return -1;
  }
}
