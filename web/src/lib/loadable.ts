/** Something that is read: not yet, not at all, or here. */
export type Loadable<T> = { status: 'loading' } | { status: 'failed' } | { status: 'ready'; data: T };

/** The same, made into something else once it is here. */
export function map<T, Made>(state: Loadable<T>, make: (data: T) => Made): Loadable<Made> {
  return state.status === 'ready' ? { status: 'ready', data: make(state.data) } : state;
}
