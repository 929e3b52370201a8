import { readConfig } from './config';

const TIMEOUT_MS = 15_000;

/**
 * Rows from PostgREST by a plain request, for pages that must not load Supabase's client.
 * @param query path and query string of PostgREST
 * @param token access token of the user; without it the request is anonymous
 * @throws {Error} if the request fails or the response is not a list
 */
export async function fetchRows<Row>(query: string, token?: string | null): Promise<Row[]> {
  const rows = await fetchJson(query, token);
  if (!Array.isArray(rows)) throw new Error('PostgREST did not return a list.');
  return rows;
}

/** As `fetchRows`, for functions that return JSON. @throws {Error} if the request fails */
export async function fetchJson(query: string, token?: string | null): Promise<unknown> {
  const { supabaseUrl, supabaseKey } = readConfig();
  const headers = new Headers({ apikey: supabaseKey });
  if (token) headers.set('authorization', `Bearer ${token}`);
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  const response = await fetch(`${supabaseUrl}/rest/v1/${query}`, { headers, signal });
  if (!response.ok) throw new Error(`PostgREST returned HTTP ${response.status}.`);
  return response.json();
}
