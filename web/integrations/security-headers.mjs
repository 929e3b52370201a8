import { createHash } from 'node:crypto';
import { readFile, readdir, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

import { analytics } from './analytics.mjs';
import { captcha } from './captcha.mjs';
import { writeNginxOutput } from './nginx-output.mjs';
import { writeVercelOutput } from './vercel-output.mjs';

const INLINE = /<(script|style)\b([^>]*)>([\s\S]*?)<\/\1>/g;
const NOT_RUN = /\bsrc=|type="application\/(ld\+)?json"/;
const LOCAL_SERVICE = 'http://127.0.0.1:8000';
const FOR_EVER = { 'Cache-Control': 'public, max-age=31536000, immutable' };

/**
 * Writes the response headers for static hosts: one Content-Security-Policy for the whole site, which allows exactly
 * the inline scripts and styles of the build, by hash. The formats are `dist/_headers` (Netlify, Cloudflare Pages and
 * others), `dist/_nginx.conf`, and Vercel's own. If SERVICE_URL is public, `/api` and `/s` are proxied to it.
 * @returns {import('astro').AstroIntegration}
 */
export function securityHeaders() {
  return {
    name: 'security-headers',
    hooks: {
      'astro:build:done': async ({ dir }) => {
        const dist = fileURLToPath(dir);
        const supabase = String(process.env.PUBLIC_SUPABASE_URL);
        const counted = analytics(process.env);
        const hashes = await inlineHashes(dist);
        const others = counted ? ` ${counted.origin}` : '';
        const check = captcha(process.env);
        if (check) await removeCaptchaElsewhere(dist, pagePolicy(hashes, supabase, others));
        const headers = pageHeaders(pagePolicy(hashes, supabase, others, check?.sources));
        const service = publicService();
        const forEver = (await builtFiles(dist)).map((file) => rule(file, FOR_EVER));
        await writeFile(join(dist, '_headers'), [rule('/*', headers), ...forEver].join('\n'));
        if (service) await writeFile(join(dist, '_redirects'), ['api', 's'].map((path) => `/${path}/* ${service}/${path}/:splat 200\n`).join(''));
        await writeNginxOutput(dist, { headers, forEver: FOR_EVER, service: serviceAddress() ?? LOCAL_SERVICE });
        if (process.env.VERCEL) await writeVercelOutput(dist, { headers, forEver: FOR_EVER, service });
      },
    },
  };
}

/** The service's URL, if it is reachable from other machines. */
function publicService() {
  const address = serviceAddress();
  return address?.startsWith('https://') ? address : undefined;
}

function serviceAddress() {
  return process.env.SERVICE_URL?.replace(/\/$/, '') || undefined;
}

/**
 * CSP sources (`'sha256-…'`) of everything inline in the built pages.
 * @param {string} dist
 */
async function inlineHashes(dist) {
  const hashes = { script: new Set(), style: new Set() };
  for (const file of await readdir(dist, { recursive: true })) {
    if (!file.endsWith('.html')) continue;
    for (const [, tag, attributes, content] of (await readFile(join(dist, file), 'utf8')).matchAll(INLINE)) {
      if (content && !NOT_RUN.test(attributes ?? '')) hashes[tag === 'script' ? 'script' : 'style'].add(source(content));
    }
  }
  return { script: [...hashes.script].toSorted().join(' '), style: [...hashes.style].toSorted().join(' ') };
}

/**
 * The paths of the immutable files, scripts and styles first. Each has its own rule: hosts match rules by path only, so
 * one rule for the whole folder would cache a 404 for a year. Cloudflare Pages reads only 100 rules; further files are
 * revalidated on each visit.
 * @param {string} dist
 */
async function builtFiles(dist) {
  const folder = join(dist, '_astro');
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const first = (/** @type {string} */ file) => (/\.(js|css)$/.test(file) ? 0 : 1);
  return files
    .map((file) => `/_astro/${relative(folder, file)}`)
    .toSorted((a, b) => first(a) - first(b) || a.localeCompare(b));
}

/** @param {string} content */
function source(content) {
  return `'sha256-${createHash('sha256').update(content).digest('base64')}'`;
}

/**
 * The header of all pages allows the captcha, because static hosts cannot vary it by page. Pages without a captcha
 * forbid it again in a second policy: browsers enforce both.
 * @param {string} dist
 * @param {string[]} policy
 */
async function removeCaptchaElsewhere(dist, policy) {
  // `frame-ancestors` works in a header only, not in a page.
  const inPage = policy.filter((directive) => !directive.startsWith('frame-ancestors')).join('; ');
  const tag = `<meta http-equiv="Content-Security-Policy" content="${inPage}">`;
  for (const file of await readdir(dist, { recursive: true })) {
    if (!file.endsWith('.html')) continue;
    const html = await readFile(join(dist, file), 'utf8');
    if (!html.includes('id="captcha"')) await writeFile(join(dist, file), html.replace(/<meta charset=[^>]*>/, (at) => at + tag));
  }
}

/**
 * @param {{script: string, style: string}} hashes
 * @param {string} supabase origin of the Supabase project
 * @param {string} others a space and the origin of the analytics script; empty without one
 * @param {Record<string, string>} [check] the sources of the captcha
 */
function pagePolicy(hashes, supabase, others, check) {
  /** @type {(kind: string) => string} */
  const checked = (kind) => (check?.[kind] ? ` ${check[kind]}` : '');
  return [
    "default-src 'none'",
    `script-src 'self' ${hashes.script}${others}${checked('script')}`,
    `style-src 'self' ${hashes.style}${checked('style')}`,
    `img-src 'self' data: blob: ${supabase}`,
    `media-src 'self' blob: ${supabase}`,
    "font-src 'self'",
    `connect-src 'self' ${supabase} ${supabase.replace(/^http/, 'ws')}${others}${checked('connect')}`,
    ...(check ? [`frame-src${checked('frame')}`] : []),
    "manifest-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ];
}

/** @param {string[]} policy */
function pageHeaders(policy) {
  return {
    'Content-Security-Policy': policy.join('; '),
    'Strict-Transport-Security': 'max-age=31536000',
    'X-Content-Type-Options': 'nosniff',
    'X-Frame-Options': 'DENY',
    'Referrer-Policy': 'strict-origin-when-cross-origin',
    'Permissions-Policy': 'camera=(), microphone=(), geolocation=(), payment=()',
    'Cross-Origin-Opener-Policy': 'same-origin',
  };
}

/**
 * @param {string} path
 * @param {Record<string, string>} headers
 */
function rule(path, headers) {
  const lines = Object.entries(headers).map(([name, value]) => `  ${name}: ${value}\n`);
  return `${path}\n${lines.join('')}`;
}
