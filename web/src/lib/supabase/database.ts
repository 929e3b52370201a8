import { PostgrestClient } from '@supabase/postgrest-js';

import { readConfig } from '@/lib/config';
import type { Database as Tables } from '@/types/tables';

import { fetchAsVisitor } from './auth';
import { takeFirstRead } from './first-reads';
import { countRead } from './first-rows';

/** The client of PostgREST. */
export type Database = PostgrestClient<Tables>;

let client: Promise<Database> | undefined;

/** The client of PostgREST. Row level security applies. */
export function database(): Promise<Database> {
  client ??= create();
  return client;
}

async function create(): Promise<Database> {
  // No retries: a failed read is reported at once, and repeated after a reconnect.
  return new PostgrestClient<Tables>(`${readConfig().supabaseUrl}/rest/v1`, { fetch: read, retry: false });
}

function read(input: RequestInfo | URL, init?: RequestInit): Promise<Response> {
  return countRead(takeFirstRead(input, init) ?? fetchAsVisitor(input, init));
}
