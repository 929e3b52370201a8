import { useSyncExternalStore } from 'react';

/** A value that several islands of a page share. */
export type Store<T> = {
  initial: T;
  get: () => T;
  set: (value: T) => void;
  subscribe: (listener: () => void) => () => void;
};

export function createStore<T>(initial: T): Store<T> {
  let value = initial;
  const listeners = new Set<() => void>();
  return {
    initial,
    get: () => value,
    set: (next) => {
      if (Object.is(next, value)) return;
      value = next;
      for (const listener of listeners) listener();
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}

export function useStore<T>(store: Store<T>): T {
  // The built HTML shows the initial value; a newer one is shown after hydration.
  return useSyncExternalStore(store.subscribe, store.get, () => store.initial);
}
