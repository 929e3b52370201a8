import { fileURLToPath } from 'node:url';

import { allowedFeatures } from './allowed-features.mjs';
import { usesInPages, usesInScripts } from './scripts.mjs';
import { usesInStyles } from './styles.mjs';

/** @param {string} path */
const here = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url));

const allowed = new Set(Object.values(allowedFeatures).flat());
const uses = [
  ...usesInScripts(here('tsconfig.json')),
  ...usesInPages(here('src')),
  ...(await usesInStyles(here('src/styles/global.css'))),
];
const refused = uses.filter(({ feature }) => !allowed.has(feature));
const unused = [...allowed].filter((feature) => !uses.some((use) => use.feature === feature));

for (const { feature, place, lacked } of refused) console.error(`${place}: ${feature} is not in ${lacked.join(', ')}.`);
if (refused.length > 0) {
  console.error('Check for the feature (`?.()`, `@supports`), or list it in browser-features/allowed-features.mjs and say why the site works without it.');
}
for (const feature of unused) console.error(`browser-features/allowed-features.mjs: ${feature} is not used, or is in every browser.`);
process.exitCode = refused.length + unused.length > 0 ? 1 : 0;
