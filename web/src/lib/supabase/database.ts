import type { PostgrestClient } from '@supabase/postgrest-js';

import { readConfig } from '@/lib/config';
import type { Database } from '@/types/tables';

import { fetchAsVisitor } from './auth';

let client: Promise<PostgrestClient<Database>> | undefined;

/** The client of PostgREST. Row level security applies. */
export function database(): Promise<PostgrestClient<Database>> {
  client ??= create();
  return client;
}

async function create(): Promise<PostgrestClient<Database>> {
  const { PostgrestClient } = await import('@supabase/postgrest-js');
  // No retries: a failed read is reported at once, and repeated after a reconnect.
  return new PostgrestClient<Database>(`${readConfig().supabaseUrl}/rest/v1`, { fetch: fetchAsVisitor, retry: false });
}
