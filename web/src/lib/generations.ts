import type { RealtimePostgresChangesPayload } from '@supabase/realtime-js';

import type { Row, Status } from '@/types/tables';

import { subscribeToChanges } from './database-changes';
import { database } from './supabase/database';

export const GENERATION_COLUMNS =
  'id, prompt, media_type, media_url, storage_path, credits_used, status, created_at, started_at, set_id, set_position, set_size, model_id, inputs, progress, live_status, failure_reason, finished_at, thumbnail_url, placeholder, width, height';

/** A row of `generated_media`; `progress` is from 0 to 1. */
export type Generation = Pick<
  Row<'generated_media'>,
  | 'id'
  | 'prompt'
  | 'media_type'
  | 'media_url'
  | 'storage_path'
  | 'credits_used'
  | 'status'
  | 'created_at'
  | 'started_at'
  | 'set_id'
  | 'set_position'
  | 'set_size'
  | 'model_id'
  | 'inputs'
  | 'progress'
  | 'live_status'
  | 'failure_reason'
  | 'finished_at'
  | 'thumbnail_url'
  | 'placeholder'
  | 'width'
  | 'height'
> & {
  /** Has an entry if the result is a favourite of the user; undefined if this was not read. */
  favorites?: unknown[];
};

/** A realtime change. Postgres leaves out large columns that did not change. */
export type GenerationChange = Partial<Generation> & { id: string };

export type GenerationListener = {
  inserted: (row: Generation) => void;
  updated: (change: GenerationChange) => void;
  deleted: (id: string) => void;
  /** The subscription became active, for the first time or again: read the rows again. */
  synced: () => void;
};

/** Statuses of a generation that has not ended. */
export const UNFINISHED: readonly Status[] = ['waiting', 'pending', 'processing'];

export function isUnfinished({ status }: { status: Status }): boolean {
  return UNFINISHED.includes(status);
}

const UNKNOWN_ASPECT = 1;

/** The proportions of the media file, as width by height; before they are known, those that the user chose. */
export function aspectOf({ width, height, inputs }: Pick<Generation, 'width' | 'height' | 'inputs'>): number {
  if (width && height) return width / height;
  const [wide, high] = [Number(inputs.width), Number(inputs.height)];
  return wide > 0 && high > 0 ? wide / high : UNKNOWN_ASPECT;
}

/** One row; null if it was deleted or never existed. */
export async function readGeneration(id: string): Promise<Generation | null> {
  const client = await database();
  const { data, error } = await client.from('generated_media').select(GENERATION_COLUMNS).eq('id', id).maybeSingle();
  if (error) throw error;
  return data;
}

type Change = RealtimePostgresChangesPayload<Generation>;

export type Watch = {
  /** Show the result of a read, then repeat the changes that were made during it: the result may be older. After `stop` it is not shown. */
  read: <T>(reading: Promise<T>, show: (result: T) => void) => Promise<void>;
  /** Make a change of the user, which Realtime sends later or never. It is made again after each read that is under way. */
  change: (make: () => void) => void;
  stop: () => void;
};

/** Watch the user's own generations. All watchers of a page share one subscription. */
export function watchGenerations(userId: string, listener: GenerationListener): Watch {
  const reads = new Set<(() => void)[]>();
  let stopped = false;
  function change(make: () => void) {
    make();
    for (const meanwhile of reads) meanwhile.push(make);
  }
  const watcher = {
    onChange: (changed: Change) => change(() => notify(listener, changed)),
    onSync: () => listener.synced(),
  };
  addWatcher(userId, watcher);
  return {
    read: async (reading, show) => {
      const meanwhile: (() => void)[] = [];
      reads.add(meanwhile);
      try {
        const result = await reading;
        // No change was collected since then.
        if (stopped) return;
        show(result);
        for (const make of meanwhile) make();
      } finally {
        reads.delete(meanwhile);
      }
    },
    change,
    stop: () => {
      stopped = true;
      removeWatcher(watcher);
    },
  };
}

type Watcher = { onChange: (change: Change) => void; onSync: () => void };

const watchers = new Set<Watcher>();
let unsubscribe: (() => void) | undefined;

function addWatcher(userId: string, watcher: Watcher): void {
  watchers.add(watcher);
  unsubscribe ??= subscribe(userId);
}

function removeWatcher(watcher: Watcher): void {
  watchers.delete(watcher);
  if (watchers.size > 0) return;
  unsubscribe?.();
  unsubscribe = undefined;
}

function subscribe(userId: string): () => void {
  const own = { schema: 'public', table: 'generated_media', filter: `user_id=eq.${userId}` };
  const onChange = (change: Change) => watchers.forEach((watcher) => watcher.onChange(change));
  return subscribeToChanges(
    `generations:${userId}`,
    (channel) =>
      channel
        .on<Generation>('postgres_changes', { event: 'INSERT', ...own }, onChange)
        .on<Generation>('postgres_changes', { event: 'UPDATE', ...own }, onChange)
        // A DELETE carries only the primary key, so a filter on user_id would drop it.
        .on<Generation>('postgres_changes', { event: 'DELETE', schema: 'public', table: 'generated_media' }, onChange),
    () => watchers.forEach(({ onSync }) => onSync()),
  );
}

function notify(listener: GenerationListener, change: Change): void {
  if (change.eventType === 'INSERT') listener.inserted(change.new);
  else if (change.eventType === 'UPDATE') listener.updated(change.new);
  else if (change.old.id) listener.deleted(change.old.id);
}
