import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The language of the interface, chosen when the site is built: a folder of src/texts. */
const language = process.env.PUBLIC_LANGUAGE || 'en';

/** @param {string} path */
const here = (path) => fileURLToPath(new URL(path, import.meta.url));

const texts = here(`src/texts/${language}`);
if (!/^[\w-]+$/.test(language) || !existsSync(texts)) {
  throw new Error(`PUBLIC_LANGUAGE is "${language}", but there is no folder src/texts/${language}.`);
}

/** `@/texts/…` is in the folder of the language, everything else of `@/` in `src/`. Types are checked against English. */
export const aliases = [
  { find: /^@\/texts\//, replacement: `${texts}/` },
  { find: /^@\//, replacement: `${here('src')}/` },
];
