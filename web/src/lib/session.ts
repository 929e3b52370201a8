import { browserStorage } from './browser-storage';
import { type LoginNotice, loginPath } from './paths';
import { createStore, useStore } from './store';
import { auth, isBanned } from './supabase/auth';
import { fieldsOf } from './unknown';
import { looksSignedIn, SESSION_KEY } from './visitor';

export type User = { id: string; email: string };
export type Session =
  | { status: 'unknown' }
  | { status: 'unreachable' }
  | { status: 'signed-out' }
  | { status: 'signed-in'; user: User };

export const session = createStore<Session>({ status: 'unknown' });

export function useSession(): Session {
  return useStore(session);
}

const TIMEOUT_MS = 5000;
let watching: Promise<void> | undefined;

/** Keep `session` up to date from now on. Safe to call from every island; after a failure, call it again. */
export function watchSession(): Promise<void> {
  watching ??= watch().catch(() => {
    watching = undefined;
    session.set({ status: 'unreachable' });
  });
  return watching;
}

async function watch(): Promise<void> {
  // Auth goes on trying for half a minute to renew a session; the visitor is told sooner.
  setTimeout(() => session.get().status === 'unknown' && session.set({ status: 'unreachable' }), TIMEOUT_MS);
  (await auth()).onAuthStateChange((_event, current) => {
    if (current) signedIn({ id: current.user.id, email: current.user.email ?? '' });
    // A session that is still kept but could not be renewed: the network is away, not the visitor.
    else session.set({ status: looksSignedIn() ? 'unreachable' : 'signed-out' });
  });
}

function signedIn(user: User): void {
  const known = session.get();
  if (known.status === 'signed-in' && known.user.id === user.id && known.user.email === user.email) return;
  session.set({ status: 'signed-in', user });
}

let leaving = false;

/** Sign out in this browser, forget what was typed, and go to the start page. */
export async function signOut(): Promise<void> {
  await forgetSession();
  location.assign('/');
}

/** Sign out on every device. @throws if auth does not answer: then nobody is signed out */
export async function signOutEverywhere(): Promise<void> {
  leaving = true;
  const { error } = await (await auth()).signOut({ scope: 'global' });
  if (error) {
    leaving = false;
    throw error;
  }
  await signOut();
}

/**
 * Sign out in this browser and forget what was typed, but stay on the page.
 * @param ended auth does not know the session any more, and is not asked to end it
 */
export async function forgetSession({ ended = false } = {}): Promise<void> {
  leaving = true;
  if (ended) browserStorage.removeAll(SESSION_KEY);
  await (await auth()).signOut({ scope: 'local' });
  browserStorage.removeAll('draft:');
}

/** By the code of auth or the service: errors after which there is no session any more. */
const ENDS: Record<string, LoginNotice> = {
  unauthorized: 'session_ended',
  bad_jwt: 'session_ended',
  session_expired: 'session_ended',
  session_not_found: 'session_ended',
  refresh_token_not_found: 'session_ended',
  refresh_token_already_used: 'session_ended',
  user_not_found: 'session_ended',
  user_banned: 'suspended',
};

/**
 * If this error means that the session is over, leave for the login page, which says why and leads back.
 * @param from where it leads back to, if not to this page
 */
export function endsSession(problem: unknown, from?: string): boolean {
  const notice = ENDS[String(fieldsOf(problem)['code'])];
  if (notice) void endSession(notice, from);
  return notice !== undefined;
}

/** Ask auth whether the session still stands: row level security hides the rows of a banned user and says nothing. */
export async function checkSession(): Promise<void> {
  const { error } = await (await auth()).getUser();
  endsSession(error);
}

/** Leave for the login page, which says why and leads back. */
export async function endSession(notice: LoginNotice = 'session_ended', from?: string): Promise<void> {
  leaving = true;
  await (await auth()).signOut({ scope: 'local' });
  goToLogin(isBanned() ? 'suspended' : notice, from);
}

/** For pages of signed-in users: whoever is not, or no longer, goes to the login page and then comes back here. */
export function requireSession(): void {
  if (!looksSignedIn()) return goToLogin();
  session.subscribe(() => {
    if (session.get().status === 'signed-out' && !leaving) goToLogin(isBanned() ? 'suspended' : 'session_ended');
  });
  // Back from another page, as it was left: who has signed out meanwhile sees nothing of it.
  window.addEventListener('pageshow', ({ persisted }) => persisted && !looksSignedIn() && goToLogin());
  void watchSession();
}

function goToLogin(notice?: LoginNotice, from = location.pathname + location.search): void {
  location.replace(loginPath(from, notice));
}
