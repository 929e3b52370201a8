import { fileURLToPath } from 'node:url';

import { hasTexts } from './integrations/build-settings.mjs';

const chosen = process.env.PUBLIC_LANGUAGE || 'en';
/** The language of the interface, set at build time: a folder of src/texts. An unknown one stops the build. */
const language = hasTexts(chosen) ? chosen : 'en';

/** @param {string} path */
const here = (path) => fileURLToPath(new URL(path, import.meta.url));

/** `@/texts/…` is in the folder of the language, everything else of `@/` in `src/`. Types are checked against English. */
export const aliases = [
  { find: /^react$/, replacement: here('src/react.ts') },
  { find: /^react\/jsx-(dev-)?runtime$/, replacement: 'preact/jsx-runtime' },
  { find: /^@\/texts\//, replacement: `${here(`src/texts/${language}`)}/` },
  { find: /^@\//, replacement: `${here('src')}/` },
];
