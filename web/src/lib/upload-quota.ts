import { uploads } from '@/texts';

import { checkSession } from './session';
import { createStore } from './store';
import { database } from './supabase/database';
import { fieldsOf, number } from './unknown';

/** The user's uploads and their limits; undefined means no limit. */
export type Quota = { files: number; bytes: number; maxFiles: number | undefined; maxBytes: number | undefined };

/** The last known quota. */
export const quota = createStore<Quota | null>(null);

/** Thrown when the quota refuses an upload; the message is for the user. */
export class QuotaReached extends Error {
  constructor(usage: Quota) {
    super(uploads.full(usage));
    this.name = 'QuotaReached';
  }
}

/** Read the quota. If the request fails, the last known one stays. */
export async function readQuota(): Promise<void> {
  const { data, error } = await (await database()).rpc('upload_quota');
  if (error) return void checkSession();
  const { files, bytes, max_files: maxFiles, max_bytes: maxBytes } = fieldsOf(data);
  quota.set({ files: number(files) ?? 0, bytes: number(bytes) ?? 0, maxFiles: number(maxFiles), maxBytes: number(maxBytes) });
}

export function isFull(known: Quota): boolean {
  return isUsed(known, 1);
}

/** Whether this share of a limit is used, from 0 to 1. */
export function isUsed({ files, bytes, maxFiles = Infinity, maxBytes = Infinity }: Quota, share: number): boolean {
  return files >= maxFiles * share || bytes >= maxBytes * share;
}

/**
 * The cause of a failed upload: `QuotaReached` if the quota is used up, else the caught error. Storage does not return
 * the cause.
 */
export async function uploadFailure(caught: unknown): Promise<unknown> {
  await readQuota().catch(() => undefined);
  const known = quota.get();
  return known && isFull(known) ? new QuotaReached(known) : caught;
}
