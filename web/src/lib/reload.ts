import { failure } from '@/texts';

import { toast } from './toasts';

/** Reload the page, if the server answers: without a connection, the page would be lost. */
export async function reload(): Promise<void> {
  try {
    await fetch('/renew.js', { method: 'HEAD', cache: 'no-store' });
    location.reload();
  } catch {
    toast(failure.unreachable, 'bad');
  }
}
