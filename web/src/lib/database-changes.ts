import type { RealtimeChannel } from '@supabase/realtime-js';

import { createStore } from './store';
import { realtime } from './supabase/realtime';

/**
 * True while the browser keeps the page in its back/forward cache, and shortly after it is shown again. The browser closes
 * connections of a cached page and they reconnect by themselves, so no warning is shown then.
 */
export const fromCache = createStore(false);

const RECONNECT_MS = 10_000;

if (typeof window !== 'undefined') {
  addEventListener('pagehide', ({ persisted }) => persisted && fromCache.set(true));
  addEventListener('pageshow', ({ persisted }) => persisted && setTimeout(() => fromCache.set(false), RECONNECT_MS));
}

/** Topics that deliver no changes now, because the connection or the server's database subscription failed. */
export const lostTopics = createStore<readonly string[]>([]);

/** The state of a channel's database subscription on the server. */
type SystemMessage = { extension: string; status: 'ok' | 'error' };

/**
 * Subscribe to changes of the database until the returned function is called. Realtime does not replay missed changes.
 * @param onSync runs each time the subscription becomes active: some seconds after joining, after each new access token and
 * after each reconnect. Read the data again there.
 */
export function subscribeToChanges(
  topic: string,
  bind: (channel: RealtimeChannel) => RealtimeChannel,
  onSync: () => void,
): () => void {
  let stopped = false;
  const onSystemMessage = ({ extension, status }: SystemMessage) => {
    if (stopped || extension !== 'postgres_changes') return;
    setLost(topic, status !== 'ok');
    if (status === 'ok') onSync();
  };
  const subscription = realtime().then((client) =>
    bind(client.channel(topic))
      .on('system', {}, onSystemMessage)
      .subscribe((status) => {
        // A joined channel is active only after the system message above.
        if (!stopped && status !== 'SUBSCRIBED') setLost(topic, true);
      }),
  );
  return () => {
    stopped = true;
    setLost(topic, false);
    void subscription.then((channel) => channel.unsubscribe());
  };
}

function setLost(topic: string, lost: boolean): void {
  const known = lostTopics.get();
  if (known.includes(topic) === lost) return;
  lostTopics.set(lost ? [...known, topic] : known.filter((each) => each !== topic));
}
