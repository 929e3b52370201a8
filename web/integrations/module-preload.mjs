import { readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const SCRIPT = /<script type="module" src="\/(_astro\/[^"]+)"/g;
const IMPORT = /\b(?:from|import)\s*"\.\/([^"]+\.js)"/g;

/**
 * Adds `<link rel="modulepreload">` to the pages that have islands with `client:page`, for all imports of their script: otherwise a
 * browser finds the imports of a script only after loading it, which takes a round trip for each level.
 * @returns {import('astro').AstroIntegration}
 */
export function modulePreload() {
  return {
    name: 'module-preload',
    hooks: {
      'astro:build:done': async ({ dir }) => {
        const dist = fileURLToPath(dir);
        const pages = (await readdir(dist, { recursive: true })).filter((file) => file.endsWith('.html'));
        await Promise.all(pages.map((page) => addPreloads(dist, join(dist, page))));
      },
    },
  };
}

/**
 * @param {string} dist
 * @param {string} page
 */
async function addPreloads(dist, page) {
  const html = await readFile(page, 'utf8');
  if (!html.includes(' client="page"')) return;
  const scripts = new Set(paths(html, SCRIPT));
  // A Set also visits what is added while it is read.
  for (const script of scripts) {
    const source = await readFile(join(dist, script), 'utf8');
    for (const name of paths(source, IMPORT)) scripts.add(`_astro/${name}`);
  }
  const links = [...scripts].map((script) => `<link rel="modulepreload" href="/${script}">`).join('');
  await writeFile(page, html.replace('</head>', `${links}</head>`));
}

/**
 * @param {string} text
 * @param {RegExp} pattern
 */
function paths(text, pattern) {
  return [...text.matchAll(pattern)].map(([, path]) => String(path));
}
