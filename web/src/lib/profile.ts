import type { Row } from '@/types/tables';

import { subscribeToChanges } from './database-changes';
import type { Loadable } from './loadable';
import { createReadOrder } from './read-order';
import { checkSession } from './session';
import { createStore, useStore } from './store';
import { type Database, database } from './supabase/database';

const COLUMNS = 'id, full_name, avatar_url, subscription_credits, purchased_credits, credits_reset_at';

export type Profile = Pick<
  Row<'users'>,
  'id' | 'full_name' | 'avatar_url' | 'subscription_credits' | 'purchased_credits' | 'credits_reset_at'
>;

/** The signed-in user's own row, kept up to date. The navbar and the page share it. */
export const profile = createStore<Loadable<Profile>>({ status: 'loading' });

export function useProfile(): Loadable<Profile> {
  return useStore(profile);
}

/** The credits that can be spent, monthly and purchased together; null while unknown. */
export function available(state: Loadable<Profile>): number | null {
  return state.status === 'ready' ? state.data.subscription_credits + state.data.purchased_credits : null;
}

let watched: { userId: string; stop: () => void } | undefined;

/** Read the profile and keep it up to date. Safe to call from every island. */
export function watchProfile(userId: string): void {
  if (watched?.userId === userId) return;
  watched?.stop();
  // Never show the credits of the user before, even if the read for this one fails.
  if (watched) profile.set({ status: 'loading' });
  const read = () => void readProfile(userId);
  const filter = `id=eq.${userId}`;
  const stop = subscribeToChanges(
    `profile:${userId}`,
    (channel) =>
      channel.on<Profile>('postgres_changes', { event: 'UPDATE', schema: 'public', table: 'users', filter }, (change) =>
        merge(change.new),
      ),
    read,
  );
  watched = { userId, stop };
  read();
}

export function profileQuery(client: Database, userId: string) {
  return client.from('users').select(COLUMNS).eq('id', userId).maybeSingle();
}

let changes = 0;

const beginRead = createReadOrder();

const MOST_READS = 3;

export async function readProfile(userId: string, reads = 1): Promise<void> {
  const client = await database();
  const before = changes;
  const isNewest = beginRead();
  const { data, error } = await profileQuery(client, userId);
  if (watched && watched.userId !== userId) return;
  // A realtime change arrived during the request and may be newer than the response.
  if (before !== changes && reads < MOST_READS) return readProfile(userId, reads + 1);
  if (before !== changes && profile.get().status === 'ready') return;
  if (!data && !error) void checkSession();
  if (data) {
    if (isNewest()) profile.set({ status: 'ready', data });
  } else if (profile.get().status !== 'ready') profile.set({ status: 'failed' });
}

/** Merge a realtime change. Postgres leaves out large columns that did not change. */
function merge(change: Partial<Profile>): void {
  changes += 1;
  const known = profile.get();
  if (known.status === 'ready') profile.set({ status: 'ready', data: { ...known.data, ...change } });
}
