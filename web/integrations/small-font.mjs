import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

import subsetFont from 'subset-font';

const WEIGHTS = { min: 400, max: 700 };
/** Kerning, ligatures, accents and figures of one width. Fonts have more for typesetters. */
const FEATURES = ['calt', 'ccmp', 'kern', 'liga', 'locl', 'mark', 'mkmk', 'tnum'];

/**
 * A smaller copy of a font, with the weights and features that the site uses: a page waits for its font as for a script.
 * @param {string} file path in `node_modules`, or one that begins with `./` in `web/`
 * @returns {Promise<string>} the path of the copy
 */
export async function smallFont(file) {
  const folder = new URL('../.astro/', import.meta.url);
  const copy = new URL('font.woff2', folder);
  const written = new URL(`font-${process.pid}.woff2`, folder);
  await mkdir(folder, { recursive: true });
  await writeFile(written, await shrink(await readFile(pathOf(file))));
  await rename(written, copy);
  return fileURLToPath(copy);
}

/** @param {string} file */
export function pathOf(file) {
  return createRequire(new URL('../package.json', import.meta.url)).resolve(file);
}

/** @param {Buffer} font */
export async function shrink(font) {
  const options = { keepAllGlyphs: true, keepFeatures: FEATURES, targetFormat: 'woff2' };
  // A font with one weight has no axis for it.
  return await subsetFont(font, null, { ...options, variationAxes: { wght: WEIGHTS } }).catch(() => subsetFont(font, null, options));
}
