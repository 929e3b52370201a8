import { useEffect, useMemo, useState } from 'react';

import { afterDialogs, replaceBelowDialogs } from '@/lib/dialog-history';

import { type Filter, isId, readFilter, writeFilter } from './filter';

/** The state of the library that is in the URL. */
export type Address = {
  filter: Filter;
  /** The id of the generation in the lightbox. */
  item: string | null;
  /** The ids of two generations that are compared, or of one and the word `input` for its first picture. */
  compared: [string, string] | null;
};

/** The state of the library in a history entry: the Back button and a reload restore it. */
type HistoryState = { scroll?: number | undefined; rows?: number | undefined; opened?: boolean; selecting?: boolean | undefined; dialogs?: boolean | undefined };

export function historyState(): HistoryState {
  return (history.state ?? {}) as HistoryState;
}

/** Change the state of the current history entry. */
export function storeInHistory(changed: HistoryState): void {
  history.replaceState({ ...historyState(), ...changed }, '');
}

/** Browsers send no event when a script changes the URL. */
const CHANGED = 'library-address';

function go(parameters: Record<string, string | null>, how: 'push' | 'replace', state: HistoryState) {
  const url = new URL(location.href);
  for (const [name, value] of Object.entries(parameters)) {
    if (value === null) url.searchParams.delete(name);
    else url.searchParams.set(name, value);
  }
  if (how === 'push') {
    storeInHistory({ scroll: scrollY });
    history.pushState(state, '', url);
  } else history.replaceState({ ...historyState(), ...state }, '', url);
  dispatchEvent(new Event(CHANGED));
}

/** Opening makes a history entry; going on to another generation replaces it. */
export function open(name: 'item' | 'compare', value: string) {
  const isOpen = new URLSearchParams(location.search).has(name);
  if (isOpen) replaceBelowDialogs(() => go({ [name]: value }, 'replace', {}));
  else afterDialogs(() => go({ [name]: value }, 'push', { ...historyState(), opened: true }));
}

/** Show a result over the picture that it was made from. */
export function openBeforeAfter({ id }: { id: string }) {
  open('compare', `${id}.input`);
}

/** The library's part of the URL. The Back button returns to the earlier filter, and closes the lightbox or the comparison. */
export function useAddress() {
  const [query, setQuery] = useState(() => location.search);
  useEffect(() => {
    const read = () => setQuery(location.search);
    addEventListener('popstate', read);
    addEventListener(CHANGED, read);
    return () => {
      removeEventListener('popstate', read);
      removeEventListener(CHANGED, read);
    };
  }, []);

  /** Go back in the history, unless the page was opened with this URL. After the Back button, the dialog's `close` event closes nothing more. */
  function close(name: 'item' | 'compare') {
    afterDialogs(() => {
      if (!new URLSearchParams(location.search).has(name)) return;
      if (historyState().opened) history.back();
      else go({ [name]: null }, 'replace', {});
    });
  }

  const address = useMemo(() => readAddress(query), [query]);
  /** Another filter ends a selection, and takes its history entry. */
  function setFilter(filter: Filter, how: 'push' | 'replace') {
    const written = writeFilter(filter);
    // The same filter again would make an entry from which Back leads nowhere.
    if (JSON.stringify(written) === JSON.stringify(writeFilter(address.filter))) return;
    const change = how === 'push' ? afterDialogs : replaceBelowDialogs;
    change(() => go(written, historyState().selecting ? 'replace' : how, { rows: undefined, scroll: undefined, selecting: undefined }));
  }
  return { ...address, filter: useSame(address.filter), open, close, setFilter };
}

function readAddress(search: string): Address {
  const query = new URLSearchParams(search);
  const item = query.get('item');
  const [one, other] = (query.get('compare') ?? '').split('.');
  return {
    filter: readFilter(query),
    item: item && isId(item) ? item : null,
    compared: one && other && isId(one) && (isId(other) || other === 'input') ? [one, other] : null,
  };
}

/** Returns the earlier object as long as the filter is equal to it. */
function useSame(filter: Filter): Filter {
  // oxlint-disable-next-line react/exhaustive-deps -- compared by its content
  return useMemo(() => filter, [JSON.stringify(filter)]);
}
