import type { PostgrestClient } from '@supabase/postgrest-js';

import { readConfig } from '@/lib/config';
import type { Database } from '@/types/tables';

import { fetchAsVisitor } from './auth';

let client: Promise<PostgrestClient<Database>> | undefined;

/** The tables, under row level security. */
export function database(): Promise<PostgrestClient<Database>> {
  client ??= create();
  return client;
}

async function create(): Promise<PostgrestClient<Database>> {
  const { PostgrestClient } = await import('@supabase/postgrest-js');
  // No retries of its own: a failed read says so at once, and is repeated when the connection is back.
  return new PostgrestClient<Database>(`${readConfig().supabaseUrl}/rest/v1`, { fetch: fetchAsVisitor, retry: false });
}
