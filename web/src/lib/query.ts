import { useSyncExternalStore } from 'react';

/** The page's query; undefined in the HTML that was built without knowing it. */
export function useQuery(): URLSearchParams | undefined {
  const search = useSyncExternalStore(
    never,
    () => location.search,
    () => undefined,
  );
  return search === undefined ? undefined : new URLSearchParams(search);
}

function never() {
  return () => undefined;
}
