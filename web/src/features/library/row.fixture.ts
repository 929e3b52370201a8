import type { Status } from '@/types/tables';

import type { LibraryRow } from './filter';

/** A picture whose generation was started in this minute. */
export function row(minute: number, status: Status = 'completed', prompt = 'a fox'): LibraryRow {
  return {
    id: `row-${minute}`,
    prompt,
    media_type: 'image',
    media_url: '',
    storage_path: '',
    credits_used: 10,
    status,
    created_at: `2026-01-01T00:${String(minute).padStart(2, '0')}:00+00:00`,
    started_at: null,
    set_id: `row-${minute}`,
    set_position: 0,
    set_size: 1,
    model_id: 'krea-flux',
    inputs: { text: prompt },
    progress: 0,
    live_status: null,
    failure_reason: null,
    finished_at: null,
    thumbnail_url: null,
    placeholder: null,
    width: null,
    height: null,
  };
}
