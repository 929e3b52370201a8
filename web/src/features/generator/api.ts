import { type Generation, GENERATION_COLUMNS } from '@/lib/generations';
import { callService } from '@/lib/service';
import { database } from '@/lib/supabase/database';
import type { FunctionRow } from '@/types/tables';

import type { Entry } from './submission';

/** Start generations, all or none. Idempotent: a second call with the same ids is not charged. */
export async function startGenerations(model: string, generations: Entry[]): Promise<void> {
  await callService('/api/generations', { model, generations });
}

export async function cancelGeneration(id: string): Promise<void> {
  await callService(`/api/generations/${id}/cancel`, {});
}

/** The user's unfinished generations, and those of this set; without a set, those of their newest one. @throws {Error} */
export async function readCurrentGenerations(setId: string | null): Promise<Generation[]> {
  const client = await database();
  const { data, error } = await client
    .rpc('current_generations', setId ? { p_set_id: setId } : {}, { get: true })
    .select<string, Generation>(`${GENERATION_COLUMNS}, favorites(user_id)`);
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
