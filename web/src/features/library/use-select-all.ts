import { useEffect, useEffectEvent, useState } from 'react';

import type { Filter } from './filter';
import type { Selection } from './selection';
import type { useLibrary } from './use-library';

/** Lets the selection's `all` read the rows first that are not loaded yet. `busy` while it does. */
export function useSelectAll({ more, reading, readRest }: ReturnType<typeof useLibrary>, selection: Selection, filter: Filter) {
  const [busy, setBusy] = useState(false);
  const goOn = useEffectEvent(() => {
    if (reading === 'idle' && more) return readRest();
    selection.all();
    setBusy(false);
  });
  useEffect(() => {
    if (busy && reading !== 'first' && reading !== 'more') goOn();
  }, [busy, reading]);
  // Another filter shows other rows.
  useEffect(() => setBusy(false), [filter]);
  return { busy, selection: { ...selection, all: () => setBusy(true) } };
}
