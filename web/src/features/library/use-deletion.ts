import { useState } from 'react';

import { isUnfinished } from '@/lib/generations';
import { toast } from '@/lib/toasts';
import { deletion } from '@/texts';

import { deleteGenerations } from './api';
import type { LibraryRow } from './filter';
import type { Selection } from './selection';
import type { useLibrary } from './use-library';

/** Asks the user, then deletes. `onDone` gets the id of the row after the deleted ones. */
export function useDeletion({ rows, apply }: ReturnType<typeof useLibrary>, selection: Selection, onDone: (next: string) => void) {
  const [asked, setAsked] = useState<LibraryRow[]>([]);
  /** How many of the chosen rows stay because they are unfinished. */
  const [running, setRunning] = useState(0);
  const [busy, setBusy] = useState(false);

  function ask(wanted: LibraryRow[]) {
    const ended = wanted.filter((row) => !isUnfinished(row));
    if (ended.length === 0) toast(deletion.running(wanted.length), 'bad');
    setAsked(ended);
    setRunning(wanted.length - ended.length);
  }

  async function confirm() {
    setBusy(true);
    const left = await deleteGenerations(asked);
    const gone = asked.map(({ id }) => id).filter((id) => !left.includes(id));
    const next = nextOf(rows, gone);
    apply({ type: 'deleted', ids: gone });
    if (selection.ids.size > 0) selection.keepOnly(left);
    if (left.length > 0) toast(deletion.failed(left.length), 'bad');
    else toast(deletion.done(gone.length), 'good');
    setAsked([]);
    setBusy(false);
    if (gone.length > 0 && next) onDone(next);
  }

  return { asked, running, busy, ask, confirm, close: () => setAsked([]) };
}

/** The first row after these that stays, else the last one before them. */
function nextOf(rows: LibraryRow[], gone: string[]): string | undefined {
  const from = rows.findIndex(({ id }) => gone.includes(id));
  const stays = ({ id }: LibraryRow) => !gone.includes(id);
  return (rows.slice(from).find(stays) ?? rows.slice(0, Math.max(0, from)).findLast(stays))?.id;
}
