import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

import { oldestBrowsers } from '../browsers.mjs';

/** @typedef {import('@mdn/browser-compat-data/types').Identifier} Identifier */
/** @typedef {import('@mdn/browser-compat-data/types').SimpleSupportStatement} Statement */

/** MDN's data about every feature. Read as a file, because an import would be type-checked, all 20 MB. */
export const known = /** @type {import('@mdn/browser-compat-data/types').CompatData} */ (
  JSON.parse(readFileSync(createRequire(import.meta.url).resolve('@mdn/browser-compat-data'), 'utf8'))
);

const NAMES = /** @type {const} */ ({
  chrome: 'chrome',
  edge: 'edge',
  firefox: 'firefox',
  safari: 'safari',
  ios_saf: 'safari_ios',
});
const oldest = Object.entries(oldestBrowsers());

/**
 * The supported browsers that lack a feature.
 * @param {Identifier | undefined} feature undefined: MDN has no data about it
 * @returns {string[]}
 */
export function lackedBy(feature) {
  const support = feature?.__compat?.support;
  if (!support) return [];
  return oldest
    .filter(([name, version]) => {
      const statements = support[NAMES[/** @type {keyof typeof NAMES} */ (name)]];
      return statements && ![statements].flat().some((statement) => isThere(statement, version));
    })
    .map(([name, version]) => `${name} ${version}`);
}

/**
 * @param {Statement} statement
 * @param {number} version
 */
function isThere({ version_added: added, version_removed: removed, flags, prefix, alternative_name: other }, version) {
  if (flags || prefix || other || typeof added !== 'string') return false;
  return numbered(added) <= version && !(typeof removed === 'string' && numbered(removed) <= version);
}

/** @param {string} version */
function numbered(version) {
  return Number.parseFloat(version.replace('≤', ''));
}
