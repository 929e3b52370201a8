import type { PostgrestClient } from '@supabase/postgrest-js';

import { readConfig } from '@/lib/config';
import type { Database } from '@/types/tables';

import { fetchAsVisitor } from './auth';

const REPLY_MS = 3000;
let replied = () => {};

/** Fulfilled when the page's first read was replied to, or after some seconds. Load then what the first rows do not need. */
export const firstReply = new Promise<void>((resolve) => {
  replied = resolve;
  setTimeout(resolve, REPLY_MS);
});

let client: Promise<PostgrestClient<Database>> | undefined;

/** The client of PostgREST. Row level security applies. */
export function database(): Promise<PostgrestClient<Database>> {
  client ??= create();
  return client;
}

async function create(): Promise<PostgrestClient<Database>> {
  const { PostgrestClient } = await import('@supabase/postgrest-js');
  // No retries: a failed read is reported at once, and repeated after a reconnect.
  return new PostgrestClient<Database>(`${readConfig().supabaseUrl}/rest/v1`, { fetch: read, retry: false });
}

async function read(input: RequestInfo | URL, init?: RequestInit): Promise<Response> {
  return fetchAsVisitor(input, init).finally(replied);
}
