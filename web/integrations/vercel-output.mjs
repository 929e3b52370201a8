import { cp, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Writes `.vercel/output` in version 3 of Vercel's Build Output API: the pages, the headers, and the proxy of `/api` and `/s`. A
 * `vercel.json` cannot be used, because the hashes of the policy are known only after the build.
 * @param {string} dist
 * @param {{headers: Record<string, string>, forEver: Record<string, string>, service: string | undefined}} options
 */
export async function writeVercelOutput(dist, { headers, forEver, service }) {
  const output = join(dist, '..', '.vercel', 'output');
  const routes = [
    { src: '/(.*)', headers, continue: true },
    ...(service ? [{ src: '/(api|s)/(.*)', dest: `${service}/$1/$2` }] : []),
    { handle: 'filesystem' },
    { src: '/(.*)', status: 404, dest: '/404.html' },
    // Only for existing files: a missing one may exist after the next build.
    { handle: 'hit' },
    { src: '/_astro/(.*)', headers: forEver, continue: true },
  ];
  await rm(output, { recursive: true, force: true });
  await mkdir(output, { recursive: true });
  await cp(dist, join(output, 'static'), { recursive: true, filter: (file) => !/\/_(headers|redirects|nginx\.conf)$/.test(file) });
  await writeFile(join(output, 'config.json'), JSON.stringify({ version: 3, routes }, null, 2));
}
