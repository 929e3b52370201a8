import { browserStorage } from './browser-storage';
import { ownPath } from './paths';

/** The localStorage key of the session; the theme script reads it too. */
export const SESSION_KEY = 'session';

/** Whether this browser has a stored session: a guess without loading auth, for guards and first paints. */
export function looksSignedIn(): boolean {
  return browserStorage.read(SESSION_KEY) !== null;
}

/** The page that the visitor requested before a redirect. */
export function destination(): string {
  const query = new URLSearchParams(location.search);
  return ownPath(query.get('from') ?? query.get('next'), location.origin);
}
