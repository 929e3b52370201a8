import type { RealtimeClient } from '@supabase/realtime-js';

import { readConfig } from '@/lib/config';

import { accessToken, auth } from './auth';
import { firstRows } from './first-rows';

let client: Promise<RealtimeClient> | undefined;

/** The client of Realtime; one socket for the page. */
export function realtime(): Promise<RealtimeClient> {
  client ??= create();
  return client;
}

async function create(): Promise<RealtimeClient> {
  // Not needed for the first rows, and larger than the client that reads them.
  await firstRows;
  const { RealtimeClient } = await import('@supabase/realtime-js');
  const { supabaseUrl, supabaseKey } = readConfig();
  const created = new RealtimeClient(`${supabaseUrl.replace(/^http/, 'ws')}/realtime/v1`, {
    params: { apikey: supabaseKey },
    accessToken,
  });
  // Not awaited: auth holds its lock while it calls its listeners.
  (await auth()).onAuthStateChange((_event, session) => void created.setAuth(session?.access_token ?? null));
  await created.setAuth();
  return created;
}
