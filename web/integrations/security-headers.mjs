import { createHash } from 'node:crypto';
import { readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const INLINE = /<(script|style)\b([^>]*)>([\s\S]*?)<\/\1>/g;
const NOT_RUN = /\bsrc=|type="application\/(ld\+)?json"/;

/**
 * Writes `dist/_headers` (the format that Netlify, Cloudflare Pages and others read): one policy for the whole
 * site, which allows exactly the inline scripts and styles that the build produced, by hash.
 * @returns {import('astro').AstroIntegration}
 */
export function securityHeaders() {
  return {
    name: 'security-headers',
    hooks: {
      'astro:build:done': async ({ dir }) => {
        const dist = fileURLToPath(dir);
        const supabase = process.env.PUBLIC_SUPABASE_URL ?? 'http://supabase.invalid';
        await writeFile(join(dist, '_headers'), headersFile(await inlineHashes(dist), supabase));
      },
    },
  };
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

/** @param {string} content */
function source(content) {
  return `'sha256-${createHash('sha256').update(content).digest('base64')}'`;
}

/**
 * @param {{script: string, style: string}} hashes
 * @param {string} supabase origin of the Supabase project
 */
function headersFile(hashes, supabase) {
  const policy = [
    "default-src 'none'",
    `script-src 'self' ${hashes.script}`,
    `style-src 'self' ${hashes.style}`,
    `img-src 'self' data: blob: ${supabase}`,
    `media-src 'self' blob: ${supabase}`,
    "font-src 'self'",
    `connect-src 'self' ${supabase} ${supabase.replace(/^http/, 'ws')}`,
    "manifest-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
  return `/*
  Content-Security-Policy: ${policy}
  Strict-Transport-Security: max-age=31536000
  X-Content-Type-Options: nosniff
  X-Frame-Options: DENY
  Referrer-Policy: strict-origin-when-cross-origin
  Permissions-Policy: camera=(), microphone=(), geolocation=(), payment=()
  Cross-Origin-Opener-Policy: same-origin

/_astro/*
  Cache-Control: public, max-age=31536000, immutable
`;
}
