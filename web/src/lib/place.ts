import { HOME, ownPath } from './paths';

const KEY = 'place';
const ACCOUNT = '/account';

/** Remember the page that is open in this tab, so that a checkout can lead back to it. The account page is where checkouts end. */
export function rememberPlace(): void {
  if (location.pathname.startsWith(ACCOUNT)) return;
  try {
    sessionStorage.setItem(KEY, location.pathname);
  } catch {
    // Ignored: without it, the way back leads to the dashboard.
  }
}

/** The page to return to after a checkout: one that was open in this tab, or the dashboard. It is always on this site. */
export function lastPlace(): { path: string; known: boolean } {
  const stored = read();
  return { path: ownPath(stored, location.origin, HOME), known: stored !== null };
}

function read(): string | null {
  try {
    return sessionStorage.getItem(KEY);
  } catch {
    return null;
  }
}
