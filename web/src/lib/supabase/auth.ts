import type { GoTrueClient } from '@supabase/auth-js';

import { browserStorage } from '@/lib/browser-storage';
import { readConfig } from '@/lib/config';
import { fieldsOf } from '@/lib/unknown';
import { looksSignedIn, SESSION_KEY } from '@/lib/visitor';

let client: Promise<GoTrueClient> | undefined;

/** Supabase's auth client. Like the other clients in this folder, it is loaded at the first call. */
export function auth(): Promise<GoTrueClient> {
  client ??= create();
  return client;
}

async function create(): Promise<GoTrueClient> {
  const { GoTrueClient } = await import('@supabase/auth-js');
  const { supabaseUrl, supabaseKey } = readConfig();
  return new GoTrueClient({
    url: `${supabaseUrl}/auth/v1`,
    headers: { apikey: supabaseKey },
    storageKey: SESSION_KEY,
    flowType: 'pkce',
    detectSessionInUrl: false,
    fetch: fetchFromAuth,
  });
}

let banned = false;

/** Whether auth reported to this page that an operator banned the user. Auth's event for a removed session does not contain the reason. */
export function isBanned(): boolean {
  return banned;
}

async function fetchFromAuth(input: RequestInfo | URL, init?: RequestInit): Promise<Response> {
  const response = await fetch(input, init);
  if (response.status === 400 || response.status === 403) {
    const { code, error_code: olderCode } = fieldsOf(await response.clone().json().catch(() => null));
    banned ||= code === 'user_banned' || olderCode === 'user_banned';
  }
  return response;
}

// Auth's client refreshes tokens this long before they expire, too.
const FRESH_SECONDS = 90;

/** What auth's client has stored. */
type StoredSession = { access_token: string; expires_at: number; user: { id: string; email?: string } };

/** The stored session, while its token is valid: to use it, auth's client need not be loaded. */
export function validSession(): StoredSession | null {
  try {
    const stored: StoredSession | null = JSON.parse(browserStorage.read(SESSION_KEY) ?? 'null');
    return stored?.access_token && stored.user?.id && stored.expires_at - Date.now() / 1000 > FRESH_SECONDS ? stored : null;
  } catch {
    return null;
  }
}

/** The user's access token, refreshed when due; null without a session. */
export async function accessToken(): Promise<string | null> {
  const valid = validSession();
  if (valid) return valid.access_token;
  if (!looksSignedIn()) return null;
  const { data } = await (await auth()).getSession();
  return data.session?.access_token ?? null;
}

/** `fetch` with the project's key and, if there is a session, the user's token. */
export async function fetchAsVisitor(input: RequestInfo | URL, init?: RequestInit): Promise<Response> {
  const headers = new Headers(init?.headers);
  const token = await accessToken();
  headers.set('apikey', readConfig().supabaseKey);
  if (token) headers.set('authorization', `Bearer ${token}`);
  return fetch(input, { ...init, headers });
}
