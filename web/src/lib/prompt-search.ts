const MOST_WORDS = 20;
const PART = /"([^"]*)"|([^\s"]+)/g;

/** The words and "quoted phrases" of a search, folded. A prompt is found if it contains each of them, in any order. */
export function searchWords(text: string): string[] {
  const parts = [...folded(text).matchAll(PART)].map(([, phrase, word]) => (phrase ?? word ?? '').trim());
  return parts.filter(Boolean).slice(0, MOST_WORDS);
}

/** LIKE patterns for texts in the column `search_text` that contain these words literally. */
export function containing(text: string): string[] {
  return searchWords(text).map((word) => `%${word.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`);
}

export function found(search: string, text: string): boolean {
  const within = folded(text);
  return searchWords(search).every((word) => within.includes(word));
}

/** Like SQL's `private.search_text`: lower case, without accents, with plain quotation marks. */
function folded(text: string): string {
  return text.normalize('NFD').replaceAll(/[\u0300-\u036f]/g, '').toLowerCase().replaceAll(/[‘’]/g, "'").replaceAll(/[“”„«»]/g, '"');
}

/** `at` is the index of its first character. */
export type Part = { at: number; text: string; hit: boolean };

/** The text in parts, with those that the search matched. */
export function marked(text: string, search: string): Part[] {
  const characters = [...text];
  const hits = hitsIn(characters, searchWords(search));
  const parts: Part[] = [];
  for (const [index, character] of characters.entries()) {
    const last = parts.at(-1);
    const isAccent = folded(character) === '';
    if (last && (isAccent || last.hit === hits.has(index))) last.text += character;
    else parts.push({ at: index, text: character, hit: hits.has(index) });
  }
  return parts;
}

/** The indexes of the characters in matches. A folded character may be longer or shorter than its original. */
function hitsIn(characters: string[], words: string[]): ReadonlySet<number> {
  const hits = new Set<number>();
  const origins = characters.flatMap((character, index) => Array.from(folded(character), () => index));
  const within = characters.map(folded).join('');
  for (const word of words) {
    for (let at = within.indexOf(word); at >= 0; at = within.indexOf(word, at + 1)) {
      const length = Array.from(word).length;
      const start = Array.from(within.slice(0, at)).length;
      for (const origin of origins.slice(start, start + length)) hits.add(origin);
    }
  }
  return hits;
}
