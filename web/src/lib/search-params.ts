import { useSyncExternalStore } from 'react';

/** The query parameters of the page's URL; undefined during the build and in the first render of hydration. */
export function useSearchParams(): URLSearchParams | undefined {
  const search = useSyncExternalStore(
    neverChanges,
    () => location.search,
    () => undefined,
  );
  return search === undefined ? undefined : new URLSearchParams(search);
}

function neverChanges() {
  return () => undefined;
}
