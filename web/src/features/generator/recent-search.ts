import { searchWords } from '@/lib/prompt-search';

/** Whether a prompt contains all words of a search, without regard to case and accents. */
export function hasWords(prompt: string, search: string): boolean {
  const text = plain(prompt);
  return searchWords(plain(search)).every((word) => text.includes(word));
}

function plain(text: string): string {
  return text.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase();
}
