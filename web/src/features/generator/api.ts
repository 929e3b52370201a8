import type { Inputs } from '@/lib/input-schema';
import { callService } from '@/lib/service';
import { database } from '@/lib/supabase/database';

/** Start a run, or learn that this very run has been started: the same `id` is paid once. */
export async function startGeneration(id: string, model: string, inputs: Inputs): Promise<void> {
  await callService('/api/generations', { id, model, inputs });
}

export async function cancelGeneration(id: string): Promise<void> {
  await callService(`/api/generations/${id}/cancel`, {});
}

/** The newest run of the user that has not ended; null if there is none. */
export async function readRunningId(): Promise<string | null> {
  const client = await database();
  const { data } = await client
    .from('generated_media')
    .select('id')
    .in('status', ['pending', 'processing'])
    .order('created_at', { ascending: false })
    .limit(1)
    .maybeSingle();
  return data?.id ?? null;
}
