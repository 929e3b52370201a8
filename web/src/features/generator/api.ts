import { type Generation, GENERATION_COLUMNS, UNFINISHED } from '@/lib/generations';
import { callService } from '@/lib/service';
import { type Database, database } from '@/lib/supabase/database';
import type { FunctionRow } from '@/types/tables';

import type { Entry } from './submission';

/** Start generations, all or none. Idempotent: a second call with the same ids is not charged. */
export async function startGenerations(model: string, generations: Entry[]): Promise<void> {
  await callService('/api/generations', { model, generations });
}

export async function cancelGeneration(id: string): Promise<void> {
  await callService(`/api/generations/${id}/cancel`, {});
}

/** The id of the user's newest set; null if there is none. */
export async function readNewestSet(): Promise<string | null> {
  const { data } = await newestSetQuery(await database());
  return data?.set_id ?? null;
}

export function newestSetQuery(client: Database) {
  return client.from('generated_media').select('set_id').order('created_at', { ascending: false }).limit(1).maybeSingle();
}

/** The user's unfinished generations, and those of this set. @throws {Error} */
export async function readCurrentGenerations(setId: string | null): Promise<Generation[]> {
  const client = await database();
  const unfinished = `status.in.(${UNFINISHED.join()})`;
  const { data, error } = await client
    .from('generated_media')
    .select(`${GENERATION_COLUMNS}, favorites(user_id)`)
    .or(setId ? `${unfinished},set_id.eq.${setId}` : unfinished);
  if (error) throw error;
  return data;
}

/** The user's last prompts, each once, newest first. @throws {Error} */
export async function readRecentPrompts(): Promise<FunctionRow<'recent_prompts'>[]> {
  const client = await database();
  const { data, error } = await client.rpc('recent_prompts');
  if (error) throw error;
  return data;
}
