import type { RealtimeChannel } from '@supabase/realtime-js';

import { createStore } from './store';
import { realtime } from './supabase/realtime';

/**
 * The browser keeps the page in its cache while another one is shown, or has just brought it back. It closes connections
 * for that, which are opened again on the way back: nobody has to be told.
 */
export const fromCache = createStore(false);

const COMES_BACK_MS = 10_000;

if (typeof window !== 'undefined') {
  addEventListener('pagehide', ({ persisted }) => persisted && fromCache.set(true));
  addEventListener('pageshow', ({ persisted }) => persisted && setTimeout(() => fromCache.set(false), COMES_BACK_MS));
}

/** Topics whose connection broke and has not come back. Empty: all is live. */
export const lostTopics = createStore<readonly string[]>([]);

/**
 * Listen to changes of the database until the returned function is called. `onSync` runs whenever the connection
 * stands, the first time and after each break: nothing is replayed, so what happened in between must be read again.
 */
export function live(
  topic: string,
  bind: (channel: RealtimeChannel) => RealtimeChannel,
  onSync: () => void,
): () => void {
  let stopped = false;
  const subscription = realtime().then((client) =>
    bind(client.channel(topic)).subscribe((status) => {
      if (stopped) return;
      setLost(topic, status !== 'SUBSCRIBED');
      if (status === 'SUBSCRIBED') onSync();
    }),
  );
  return () => {
    stopped = true;
    setLost(topic, false);
    void subscription.then((channel) => channel.unsubscribe());
  };
}

function setLost(topic: string, lost: boolean): void {
  const others = lostTopics.get().filter((known) => known !== topic);
  if (!lost && others.length === lostTopics.get().length) return;
  lostTopics.set(lost ? [...others, topic] : others);
}
