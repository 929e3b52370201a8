import { browserStorage } from './browser-storage';
import { type LoginNotice, loginPath } from './paths';
import { createStore, useStore } from './store';
import { auth, isBanned, validSession } from './supabase/auth';
import { firstRows } from './supabase/first-rows';
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
  const valid = validSession();
  if (valid) {
    signedIn(valid.user);
    // Auth's client is not needed for the first rows.
    await firstRows;
  }
  // Auth retries to refresh a session for half a minute; show the problem sooner.
  setTimeout(() => session.get().status === 'unknown' && session.set({ status: 'unreachable' }), TIMEOUT_MS);
  (await auth()).onAuthStateChange((_event, current) => {
    if (current) signedIn(current.user);
    // A stored session that could not be refreshed means a network problem, not a sign-out.
    else session.set({ status: looksSignedIn() ? 'unreachable' : 'signed-out' });
  });
}

function signedIn({ id, email = '' }: { id: string; email?: string }): void {
  const known = session.get();
  if (known.status === 'signed-in' && known.user.id === id && known.user.email === email) return;
  session.set({ status: 'signed-in', user: { id, email } });
}

let leaving = false;

/** Sign out in this browser, delete drafts, and open the start page. */
export async function signOut(): Promise<void> {
  await signOutHere();
  location.assign('/');
}

/** Sign out on every device. @throws if auth returns an error: then every session is still valid */
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
 * Sign out in this browser and delete drafts, but stay on the page.
 * @param ended the session no longer exists at auth, so no request is sent to end it
 */
export async function signOutHere({ ended = false } = {}): Promise<void> {
  leaving = true;
  if (ended) browserStorage.removeAll(SESSION_KEY);
  await (await auth()).signOut({ scope: 'local' });
  browserStorage.removeAll('draft:');
}

/** Error codes of auth and the service that mean that the session is over. */
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
 * If the error means that the session is over, open the login page with the reason.
 * @param from path to return to after the login, if not this page
 * @returns whether the session is over
 */
export function endsSession(problem: unknown, from?: string): boolean {
  const notice = ENDS[String(fieldsOf(problem)['code'])];
  if (notice) void endSession(notice, from);
  return notice !== undefined;
}

/** Ask auth whether the session is valid: row level security hides the rows of a banned user without an error. */
export async function checkSession(): Promise<void> {
  const { error } = await (await auth()).getUser();
  endsSession(error);
}

/** Sign out and open the login page with the reason. */
export async function endSession(notice: LoginNotice = 'session_ended', from?: string): Promise<void> {
  leaving = true;
  await (await auth()).signOut({ scope: 'local' });
  goToLogin(isBanned() ? 'suspended' : notice, from);
}

/** Open the login page if there is no session, now or later. For pages of signed-in users. */
export function requireSession(): void {
  if (!looksSignedIn()) return goToLogin();
  session.subscribe(() => {
    if (session.get().status === 'signed-out' && !leaving) goToLogin(isBanned() ? 'suspended' : 'session_ended');
  });
  // The back/forward cache restored the page: the user may have signed out meanwhile.
  window.addEventListener('pageshow', ({ persisted }) => persisted && !looksSignedIn() && goToLogin());
  void watchSession();
}

function goToLogin(notice?: LoginNotice, from = location.pathname + location.search): void {
  location.replace(loginPath(from, notice));
}
