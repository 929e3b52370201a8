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

/** Topics whose changes do not come: the connection broke, or the server has none to the database. Empty: all is live. */
export const lostTopics = createStore<readonly string[]>([]);

/** What the server says of a channel's own subscription at the database. */
type SystemMessage = { extension: string; status: 'ok' | 'error' };

/**
 * Listen to changes of the database until the returned function is called. `onSync` runs each time that changes begin
 * to come: some seconds after the channel is joined, after each new access token and after each break. Changes before
 * that are never told, so what is shown must be read again then.
 */
export function live(
  topic: string,
  bind: (channel: RealtimeChannel) => RealtimeChannel,
  onSync: () => void,
): () => void {
  let stopped = false;
  const hear = ({ extension, status }: SystemMessage) => {
    if (stopped || extension !== 'postgres_changes') return;
    setLost(topic, status !== 'ok');
    if (status === 'ok') onSync();
  };
  const subscription = realtime().then((client) =>
    bind(client.channel(topic))
      .on('system', {}, hear)
      .subscribe((status) => {
        // A channel that is joined waits for the message above.
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
