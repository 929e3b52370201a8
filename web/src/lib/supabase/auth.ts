import type { GoTrueClient } from '@supabase/auth-js';

import { readConfig } from '@/lib/config';
import { fieldsOf } from '@/lib/unknown';
import { SESSION_KEY } from '@/lib/visitor';

let client: Promise<GoTrueClient> | undefined;

/** Supabase's auth. Its code, as that of its neighbours here, is fetched when somebody first asks. */
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
    fetch: askAuth,
  });
}

let banned = false;

/** Whether auth has told this page that an operator banned the visitor. When it removes a session it does not say why. */
export function isBanned(): boolean {
  return banned;
}

async function askAuth(input: RequestInfo | URL, init?: RequestInit): Promise<Response> {
  const response = await fetch(input, init);
  if (response.status === 400 || response.status === 403) {
    const { code, error_code: olderCode } = fieldsOf(await response.clone().json().catch(() => null));
    banned ||= code === 'user_banned' || olderCode === 'user_banned';
  }
  return response;
}

/** The visitor's access token, renewed when due; null when there is no session. */
export async function accessToken(): Promise<string | null> {
  const { data } = await (await auth()).getSession();
  return data.session?.access_token ?? null;
}

/** `fetch` with the project's key and, when there is a session, the visitor's token. */
export async function fetchAsVisitor(input: RequestInfo | URL, init?: RequestInit): Promise<Response> {
  const headers = new Headers(init?.headers);
  const token = await accessToken();
  headers.set('apikey', readConfig().supabaseKey);
  if (token) headers.set('authorization', `Bearer ${token}`);
  return fetch(input, { ...init, headers });
}
