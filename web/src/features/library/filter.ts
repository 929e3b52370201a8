import { type Generation, isRunning } from '@/lib/generations';
import { searchWords } from '@/lib/prompt-search';

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
  const prompt = row.prompt.toLowerCase();
  return searchWords(search).every((word) => prompt.includes(word.toLowerCase()));
}
