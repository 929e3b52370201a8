import { useEffect, useEffectEvent, useMemo, useState } from 'react';

import type { LibraryRow } from './filter';

type Chosen = { ids: ReadonlySet<string>; anchor: string | null };
const NONE: Chosen = { ids: new Set(), anchor: null };

/** The selected rows. `extend` selects the rows from the one that was selected last (the anchor) to another one. */
export function useSelection(rows: LibraryRow[]) {
  const [{ ids, anchor }, setChosen] = useState(NONE);
  const toggle = useEffectEvent((id: string) => {
    const next = new Set(ids);
    if (!next.delete(id)) next.add(id);
    setChosen({ ids: next, anchor: id });
  });
  const extend = useEffectEvent((id: string, from = anchor) => {
    setChosen({ ids: new Set([...ids, ...between(rows, from ?? id, id)]), anchor: from ?? id });
  });
  const all = useEffectEvent(() => setChosen({ ids: new Set(rows.map((row) => row.id)), anchor: null }));
  const keepOnly = useEffectEvent((kept: string[]) => setChosen({ ids: new Set(kept), anchor: null }));
  const selected = useMemo(() => rows.filter(({ id }) => ids.has(id)), [rows, ids]);
  // Rows that have left the list are not selected, not even if they come back.
  const shown = useMemo(() => new Set(selected.map(({ id }) => id)), [selected]);
  useEffect(() => {
    if (shown.size < ids.size) setChosen({ ids: shown, anchor });
  }, [shown, ids, anchor]);
  return { ids: shown, selected, toggle, extend, all, keepOnly, clear: () => setChosen(NONE) };
}

export type Selection = ReturnType<typeof useSelection>;

function between(rows: LibraryRow[], one: string, other: string): string[] {
  const [first, last] = [one, other].map((id) => rows.findIndex((row) => row.id === id)).toSorted((a, b) => a - b);
  if (first === undefined || last === undefined || first < 0) return [other];
  return rows.slice(first, last + 1).map(({ id }) => id);
}
