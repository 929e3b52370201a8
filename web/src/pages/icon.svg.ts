import type { APIRoute } from 'astro';

import icon from '@/brand/icon.svg?raw';

/** The icon, as a file of its own for browsers. */
export const GET: APIRoute = () => new Response(icon, { headers: { 'Content-Type': 'image/svg+xml' } });
