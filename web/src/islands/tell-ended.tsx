import { render } from 'preact';

import { Toasts } from '@/components/Toasts';
import { notifyEnded } from '@/features/generator/notify-ended';
import { session, watchSession } from '@/lib/session';

/** Tell the user of generations that end, on a public page. */
export async function tellEnded(): Promise<void> {
  let told = false;
  const tell = () => {
    const known = session.get();
    if (known.status !== 'signed-in' || told) return;
    told = true;
    // An island has a place for messages already.
    if (!document.querySelector('astro-island')) render(<Toasts />, document.body.appendChild(document.createElement('div')));
    notifyEnded(known.user.id);
  };
  session.subscribe(tell);
  await watchSession();
  tell();
}
