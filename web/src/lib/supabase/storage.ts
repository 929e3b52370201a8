import type { StorageClient } from '@supabase/storage-js';

import { readConfig } from '@/lib/config';

import { fetchAsVisitor } from './auth';

export const BUCKET = 'generated-media';

let client: Promise<StorageClient> | undefined;

/** A bucket, by default that of uploads and media files. */
export async function bucket(name = BUCKET): Promise<ReturnType<StorageClient['from']>> {
  client ??= create();
  return (await client).from(name);
}

async function create(): Promise<StorageClient> {
  const { StorageClient } = await import('@supabase/storage-js');
  return new StorageClient(`${readConfig().supabaseUrl}/storage/v1`, {}, fetchAsVisitor);
}
