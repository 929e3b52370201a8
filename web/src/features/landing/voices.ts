type Voice = { words: string; name: string; role?: string };

/** What customers say about the product. While it is empty, the start page has no such section. */
export const voices: Voice[] = [];
