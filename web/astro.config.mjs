import preact from '@astrojs/preact';
import tailwindcss from '@tailwindcss/vite';
import { defineConfig, fontProviders } from 'astro/config';

import { buildTarget } from './browsers.mjs';
import { chunks } from './chunks.mjs';
import { buildSettings } from './integrations/build-settings.mjs';
import { clientDirectives } from './integrations/client-directives.mjs';
import { modulePreload } from './integrations/module-preload.mjs';
import { securityHeaders } from './integrations/security-headers.mjs';
import { sitemap } from './integrations/sitemap.mjs';
import { smallFont } from './integrations/small-font.mjs';
import { aliases } from './import-aliases.mjs';
import { leftOut } from './left-out.mjs';
import brand from './src/brand/brand.json' with { type: 'json' };

// buildSettings() reports an invalid URL together with the other settings.
const site = URL.canParse(process.env.PUBLIC_SITE_URL ?? '') ? process.env.PUBLIC_SITE_URL : undefined;
const service = process.env.SERVICE_URL ?? 'http://127.0.0.1:8000';

export default defineConfig({
  ...(site ? { site } : {}),
  devToolbar: { enabled: false },
  build: { inlineStylesheets: 'never' },
  integrations: [buildSettings(), preact(), clientDirectives(), modulePreload(), sitemap(), securityHeaders()],
  fonts: [
    {
      provider: fontProviders.local(),
      name: brand.font.name,
      cssVariable: '--font-text',
      fallbacks: ['system-ui', 'sans-serif'],
      options: {
        variants: [
          {
            src: [await smallFont(brand.font.file)],
            weight: '400 700',
            style: 'normal',
          },
        ],
      },
    },
  ],
  vite: {
    // Each development server has its own: `astro check`, a build or another server would replace the packages that it serves.
    ...(process.env.SITE_CACHE ? { cacheDir: process.env.SITE_CACHE } : {}),
    resolve: { alias: [...aliases, ...leftOut] },
    plugins: [tailwindcss()],
    build: { target: buildTarget },
    environments: { client: { build: { rolldownOptions: { output: { codeSplitting: { groups: chunks } } } } } },
    server: {
      allowedHosts: site ? [new URL(site).hostname] : [],
      proxy: Object.fromEntries(['/api', '/s/'].map((path) => [path, { target: service, xfwd: true }])),
    },
  },
});
