const MOST_WORDS = 20;

/** The words of a search. A prompt is found if it contains each of them, in any order. */
export function searchWords(text: string): string[] {
  return text.trim().split(/\s+/).filter(Boolean).slice(0, MOST_WORDS);
}

/** LIKE patterns for texts that contain these words literally. */
export function containing(text: string): string[] {
  return searchWords(text).map((word) => `%${word.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`);
}
