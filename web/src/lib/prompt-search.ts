const MOST_WORDS = 20;
const PART = /"([^"]*)"|([^\s"]+)/g;

/** The words and "quoted phrases" of a search, in plain letters. A prompt is found if it contains each of them, in any order. */
function searchWords(text: string): string[] {
  const parts = [...plainLetters(text).matchAll(PART)].map(([, phrase, word]) => (phrase ?? word ?? '').trim());
  return parts.filter(Boolean).slice(0, MOST_WORDS);
}

/** LIKE patterns for texts in the column `search_text` that contain these words literally. */
export function likePatterns(text: string): string[] {
  return searchWords(text).map((word) => `%${word.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`);
}

/** Does the text match the search? For rows that the page has already; the database uses the patterns. */
export function matchesSearch(search: string, text: string): boolean {
  const plain = plainLetters(text);
  return searchWords(search).every((word) => plain.includes(word));
}

/** Like the column `generated_media.search_text`: lower case, without accents, with plain quotation marks. */
function plainLetters(text: string): string {
  return text.normalize('NFD').replaceAll(/[\u0300-\u036f]/g, '').toLowerCase().replaceAll(/[‘’]/g, "'").replaceAll(/[“”„«»]/g, '"');
}

/** `at` is the index of its first character. */
export type Part = { at: number; text: string; isMatch: boolean };

/** Split a text into what the search matches and what is between. */
export function splitAtMatches(text: string, search: string): Part[] {
  const characters = [...text];
  const matched = matchedIndexes(characters, searchWords(search));
  const parts: Part[] = [];
  for (const [index, character] of characters.entries()) {
    const last = parts.at(-1);
    const isAccent = plainLetters(character) === '';
    if (last && (isAccent || last.isMatch === matched.has(index))) last.text += character;
    else parts.push({ at: index, text: character, isMatch: matched.has(index) });
  }
  return parts;
}

/** Up to how many characters stay before the only match, and between two matches. */
const BEFORE = 5;
const BETWEEN = 6;

/** Shorten what is before and between the matches, so that one line shows as many of them as possible. */
export function shortenBetween(parts: Part[]): Part[] {
  // More of several matches fit if nothing stays before them but a space.
  const before = parts.filter(({ isMatch }) => isMatch).length > 1 ? 1 : BEFORE;
  const shorten = ({ text, ...part }: Part, place: number): Part => {
    const characters = [...text];
    const isLast = place === parts.length - 1;
    if (part.isMatch || isLast || characters.length <= (place > 0 ? BETWEEN : 2 * BEFORE)) return { ...part, text };
    // Between words, a space stays on each side.
    return { ...part, text: place > 0 ? `${characters[0]}…${characters.at(-1)}` : `…${characters.slice(-before).join('')}` };
  };
  return parts.map(shorten);
}

/** The indexes of the characters that a word matches. In plain letters, a character may be longer or shorter. */
function matchedIndexes(characters: string[], words: string[]): ReadonlySet<number> {
  const matched = new Set<number>();
  const origins = characters.flatMap((character, index) => Array.from(plainLetters(character), () => index));
  const plain = characters.map(plainLetters).join('');
  for (const word of words) {
    for (let at = plain.indexOf(word); at >= 0; at = plain.indexOf(word, at + 1)) {
      const length = Array.from(word).length;
      const start = Array.from(plain.slice(0, at)).length;
      for (const origin of origins.slice(start, start + length)) matched.add(origin);
    }
  }
  return matched;
}
