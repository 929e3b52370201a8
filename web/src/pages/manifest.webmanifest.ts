import type { APIRoute } from 'astro';

import { site } from '@/site';

const ICONS = [
  { src: '/icon-192.png', sizes: '192x192', purpose: 'any', type: 'image/png' },
  { src: '/icon-512.png', sizes: '512x512', purpose: 'any', type: 'image/png' },
  { src: '/icon-maskable.png', sizes: '512x512', purpose: 'maskable', type: 'image/png' },
];

/** The web app manifest, for installing the site on a home screen. */
export const GET: APIRoute = () =>
  Response.json({
    name: site.name,
    short_name: site.name,
    description: site.description,
    lang: site.language,
    start_url: '/dashboard',
    display: 'standalone',
    background_color: site.browserBar.dark,
    theme_color: site.browserBar.dark,
    icons: ICONS,
  });
