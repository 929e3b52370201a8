import { readConfig } from './config';

const PATIENCE_MS = 15_000;

/**
 * Rows of a table, by a plain request: for pages that are to be light. With a token as that user, without as a visitor.
 * @param query path and query as PostgREST takes them
 * @throws {Error} without an answer, and for one that is no list of rows
 */
export async function readRows<Row>(query: string, token?: string | null): Promise<Row[]> {
  const { supabaseUrl, supabaseKey } = readConfig();
  const headers = new Headers({ apikey: supabaseKey });
  if (token) headers.set('authorization', `Bearer ${token}`);
  const signal = AbortSignal.timeout(PATIENCE_MS);
  const response = await fetch(`${supabaseUrl}/rest/v1/${query}`, { headers, signal });
  if (!response.ok) throw new Error(`HTTP ${response.status}`);
  return (await response.json()) as Row[];
}
