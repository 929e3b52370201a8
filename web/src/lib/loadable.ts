/** Data that is read from outside. */
export type Loadable<T> = { status: 'loading' } | { status: 'failed' } | { status: 'ready'; data: T };

/** Map the data of a ready value; any other status stays. */
export function map<T, Made>(state: Loadable<T>, make: (data: T) => Made): Loadable<Made> {
  return state.status === 'ready' ? { status: 'ready', data: make(state.data) } : state;
}

/** The state of a paginated list: loading its first or a later page, failed at one of them, or idle. */
export type PageReading = 'first' | 'more' | 'failed' | 'more-failed' | 'idle';
