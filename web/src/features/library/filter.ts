import { type Generation, isRunning } from '@/lib/generations';

export type Filter = {
  type: 'all' | 'image' | 'video';
  status: 'all' | 'completed' | 'running' | 'failed';
  search: string;
};

export const NO_FILTER: Filter = { type: 'all', status: 'all', search: '' };

export function isFiltering({ type, status, search }: Filter): boolean {
  return type !== 'all' || status !== 'all' || search.trim() !== '';
}

/** Whether a row from a realtime change matches the filter. */
export function matches({ type, status, search }: Filter, row: Generation): boolean {
  if (type !== 'all' && row.media_type !== type) return false;
  if (status === 'running' && !isRunning(row)) return false;
  if ((status === 'completed' || status === 'failed') && row.status !== status) return false;
  return row.prompt.toLowerCase().includes(search.trim().toLowerCase());
}
