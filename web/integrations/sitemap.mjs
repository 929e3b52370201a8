import { readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const CANONICAL = /<link rel="canonical" href="([^"]+)"/;

/**
 * Writes `dist/sitemap.xml`: the canonical URLs of all pages that have one. Private pages have none, and without
 * PUBLIC_SITE_URL no page has one.
 * @returns {import('astro').AstroIntegration}
 */
export function sitemap() {
  return {
    name: 'sitemap',
    hooks: {
      'astro:build:done': async ({ dir }) => {
        const dist = fileURLToPath(dir);
        const addresses = await canonicalAddresses(dist);
        if (addresses.length > 0) await writeFile(join(dist, 'sitemap.xml'), document(addresses));
      },
    },
  };
}

/** @param {string} dist */
async function canonicalAddresses(dist) {
  const pages = (await readdir(dist, { recursive: true })).filter((file) => file.endsWith('.html'));
  const texts = await Promise.all(pages.map((file) => readFile(join(dist, file), 'utf8')));
  return texts.flatMap((html) => CANONICAL.exec(html)?.[1] ?? []).toSorted();
}

/** @param {string[]} addresses escaped as in HTML */
function document(addresses) {
  const urls = addresses.map((address) => `  <url><loc>${address}</loc></url>`).join('\n');
  return `<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
${urls}
</urlset>
`;
}
