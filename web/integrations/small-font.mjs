import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
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
  const font = await readFile(pathOf(file));
  // A development server restarts if its font changes, so a copy is never written again.
  const hash = createHash('sha256').update(JSON.stringify([WEIGHTS, FEATURES])).update(font).digest('hex').slice(0, 16);
  const folder = fileURLToPath(new URL('../.astro/', import.meta.url));
  const copy = join(folder, `font-${hash}.woff2`);
  if (existsSync(copy)) return copy;
  const written = join(folder, `font-${process.pid}.woff2`);
  await mkdir(folder, { recursive: true });
  await writeFile(written, await shrink(font));
  await rename(written, copy);
  return copy;
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
