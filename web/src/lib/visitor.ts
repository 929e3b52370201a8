import { browserStorage } from './browser-storage';
import { ownPath } from './paths';

/** Where the session is kept in localStorage; the theme script looks there too. */
export const SESSION_KEY = 'session';

/** Whether this browser keeps a session: a guess that needs no code, for guards and first paints. */
export function looksSignedIn(): boolean {
  return browserStorage.read(SESSION_KEY) !== null;
}

/** Where the visitor wanted to go when something stopped him. */
export function destination(): string {
  const query = new URLSearchParams(location.search);
  return ownPath(query.get('from') ?? query.get('next'), location.origin);
}
