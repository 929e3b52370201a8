import { callService } from '@/lib/service';
import { database } from '@/lib/supabase/database';
import type { Inputs } from '@/types/tables';

/** Start a generation. Idempotent: a second call with the same `id` is not charged. */
export async function startGeneration(id: string, model: string, inputs: Inputs): Promise<void> {
  await callService('/api/generations', { model, generations: [{ id, inputs }] });
}

export async function cancelGeneration(id: string): Promise<void> {
  await callService(`/api/generations/${id}/cancel`, {});
}

/** The id of the user's newest generation; null if there is none. */
export async function readNewestId(): Promise<string | null> {
  const client = await database();
  const { data } = await client
    .from('generated_media')
    .select('id')
    .order('created_at', { ascending: false })
    .limit(1)
    .maybeSingle();
  return data?.id ?? null;
}
