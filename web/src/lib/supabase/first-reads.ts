import { PostgrestClient } from '@supabase/postgrest-js';

import type { Database as Tables } from '@/types/tables';

import { validSession } from './auth';
import type { Database } from './database';

/**
 * The first reads of a page for signed-in users. The head of the page begins them, before its scripts are loaded
 * (`scripts/first-reads.js`), and keeps the replies by URL.
 */
declare global {
  interface Window {
    firstReads?: Map<string, Promise<Response>>;
    /** The id of the user whose rows these are. */
    firstReader?: string;
  }
}

/** Rows change: later, a reply is outdated. */
const USABLE_MS = 10_000;

/** The reply to this request, if the head of the page began it for the same user: another may have signed in meanwhile. It is used once. */
export function takeFirstRead(input: RequestInfo | URL, init?: RequestInit): Promise<Response> | undefined {
  const url = decodeURIComponent(String(input));
  const usable = init?.method === 'GET' && performance.now() < USABLE_MS && validSession()?.user.id === window.firstReader;
  const reply = usable ? window.firstReads?.get(url) : undefined;
  window.firstReads?.delete(url);
  return reply;
}

/** Stands for the id of the signed-in user. */
export const USER = '{user}';

type Read = (client: Database) => PromiseLike<unknown>;

/** The queries of these reads, for the head of a page. */
export async function queriesOf(reads: Read[]): Promise<string[]> {
  const queries: string[] = [];
  const base = 'http://postgrest';
  const client = new PostgrestClient<Tables>(base, {
    fetch: (url) => {
      queries.push(decodeURIComponent(String(url).slice(base.length + 1)));
      return Promise.resolve(new Response('[]'));
    },
  });
  await Promise.all(reads.map((read) => read(client)));
  return queries;
}
