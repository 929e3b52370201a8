import type { RealtimePostgresChangesPayload } from '@supabase/realtime-js';

import type { Inputs } from './input-schema';
import { live } from './live';
import { database } from './supabase/database';

export const GENERATION_COLUMNS =
  'id, prompt, media_type, media_url, storage_path, credits_used, status, created_at, model_id, inputs, progress, live_status, failure_reason, finished_at';

export type Status = 'pending' | 'processing' | 'completed' | 'failed';
export type MediaType = 'image' | 'video';

/** A row of `generated_media`: one run and, once completed, its picture or video. */
export type Generation = {
  id: string;
  prompt: string;
  media_type: MediaType;
  media_url: string;
  storage_path: string;
  credits_used: number;
  status: Status;
  created_at: string;
  model_id: string | null;
  inputs: Inputs;
  /** From 0 to 1. */
  progress: number;
  live_status: string | null;
  failure_reason: string | null;
  finished_at: string | null;
};

/** A change as it arrives: a large column that stayed as it was may be missing. */
export type GenerationChange = Partial<Generation> & { id: string };

export type GenerationListener = {
  inserted: (row: Generation) => void;
  updated: (change: GenerationChange) => void;
  deleted: (id: string) => void;
  /** The connection stands (again): read again what is shown. */
  synced: () => void;
};

export function isRunning(row: { status: Status }): boolean {
  return row.status === 'pending' || row.status === 'processing';
}

/** One row, or null if it is gone (or never was). */
export async function readGeneration(id: string): Promise<Generation | null> {
  const client = await database();
  const { data, error } = await client
    .from('generated_media')
    .select(GENERATION_COLUMNS)
    .eq('id', id)
    .maybeSingle()
    .overrideTypes<Generation, { merge: false }>();
  if (error) throw error;
  return data;
}

type Change = RealtimePostgresChangesPayload<Generation>;

export type Watch = {
  /** Show what is read; what arrives live meanwhile is told again, so that an older answer does not undo it. */
  read: <T>(reading: Promise<T>, show: (answer: T) => void) => Promise<void>;
  stop: () => void;
};

/** Hear of the user's own runs, over one subscription for the whole page. */
export function watchGenerations(userId: string, listener: GenerationListener): Watch {
  const reads = new Set<Change[]>();
  const hearing = {
    hear: (change: Change) => {
      tell(listener, change);
      for (const meanwhile of reads) meanwhile.push(change);
    },
    synced: () => listener.synced(),
  };
  listen(userId, hearing);
  return {
    read: async (reading, show) => {
      const meanwhile: Change[] = [];
      reads.add(meanwhile);
      try {
        show(await reading);
        for (const change of meanwhile) tell(listener, change);
      } finally {
        reads.delete(meanwhile);
      }
    },
    stop: () => ignore(hearing),
  };
}

type Hearing = { hear: (change: Change) => void; synced: () => void };

const hearings = new Set<Hearing>();
let unsubscribe: (() => void) | undefined;

function listen(userId: string, hearing: Hearing): void {
  hearings.add(hearing);
  unsubscribe ??= subscribe(userId);
}

function ignore(hearing: Hearing): void {
  hearings.delete(hearing);
  if (hearings.size > 0) return;
  unsubscribe?.();
  unsubscribe = undefined;
}

function subscribe(userId: string): () => void {
  const own = { schema: 'public', table: 'generated_media', filter: `user_id=eq.${userId}` };
  const pass = (change: Change) => hearings.forEach(({ hear }) => hear(change));
  return live(
    `generations:${userId}`,
    (channel) =>
      channel
        .on<Generation>('postgres_changes', { event: 'INSERT', ...own }, pass)
        .on<Generation>('postgres_changes', { event: 'UPDATE', ...own }, pass)
        // A deletion carries nothing but the id, so there is nothing to filter by.
        .on<Generation>('postgres_changes', { event: 'DELETE', schema: 'public', table: 'generated_media' }, pass),
    () => hearings.forEach(({ synced }) => synced()),
  );
}

function tell(listener: GenerationListener, change: Change): void {
  if (change.eventType === 'INSERT') listener.inserted(change.new);
  else if (change.eventType === 'UPDATE') listener.updated(change.new);
  else if (change.old.id) listener.deleted(change.old.id);
}
