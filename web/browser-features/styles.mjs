import tailwindcss from '@tailwindcss/vite';
import { parse } from 'postcss';
import { build } from 'vite';

import { buildTarget } from '../browsers.mjs';
import { known, lackedBy } from './support.mjs';

const { properties = {}, selectors = {}, 'at-rules': atRules = {}, types = {} } = known.css;

/** @typedef {import('./support.mjs').Identifier} Identifier */

/**
 * Every feature in the built stylesheet that a supported browser lacks. Rules within `@supports` are not counted.
 * @param {string} stylesheet
 * @returns {Promise<import('./scripts.mjs').Use[]>}
 */
export async function usesInStyles(stylesheet) {
  /** @type {import('./scripts.mjs').Use[]} */
  const uses = [];
  parse(await built(stylesheet)).walk((node) => {
    if (node.type === 'comment' || isFeatureCheck(node)) return;
    for (const [feature, data] of featuresOf(node)) {
      const lacked = lackedBy(data);
      if (lacked.length > 0) uses.push({ feature, lacked, place: node.toString().slice(0, 60) });
    }
  });
  return uses;
}

/**
 * Build the stylesheet like the site's build: with all used classes, and for the same browsers.
 * @param {string} stylesheet
 */
async function built(stylesheet) {
  const output = await build({
    configFile: false,
    logLevel: 'error',
    plugins: [tailwindcss()],
    build: { write: false, target: buildTarget, rolldownOptions: { input: stylesheet } },
  });
  const files = [output].flat().flatMap((each) => ('output' in each ? each.output : []));
  return files.map((file) => ('source' in file && file.fileName.endsWith('.css') ? String(file.source) : '')).join('\n');
}

/** @param {import('postcss').Node} node */
function isFeatureCheck(node) {
  for (let each = node.parent; each; each = each.parent) {
    if (each.type === 'atrule' && 'name' in each && each.name === 'supports') return true;
  }
  return false;
}

/**
 * @param {import('postcss').ChildNode} node
 * @returns {[string, Identifier | undefined][]}
 */
function featuresOf(node) {
  if (node.type === 'atrule') return [[`@${node.name}`, atRules[node.name]]];
  if (node.type === 'rule') {
    const names = [...node.selector.matchAll(/(?<!\\)::?([a-z][a-z-]*)/g)].map(([, name = '']) => name);
    return names.map((name) => [`:${name}`, selectors[name]]);
  }
  if (node.type !== 'decl' || hasOlderForm(node)) return [];
  const property = properties[node.prop];
  const words = [...node.value.matchAll(/(?<![\w-])([a-z][a-z-]*)(\(?)/g)];
  return [
    [node.prop, property],
    ...words.map(([, word = '', call]) => /** @type {[string, Identifier | undefined]} */ (
      call ? [`${word}()`, functionData(types, word)] : [`${node.prop}: ${word}`, property?.[word]]
    )),
  ];
}

/**
 * Whether the property has a vendor prefix, or its prefixed form for older browsers is in the same rule.
 * @param {import('postcss').Declaration} node
 */
function hasOlderForm({ prop, parent }) {
  return prop.startsWith('-') || Boolean(parent?.some((each) => each.type === 'decl' && each.prop === `-webkit-${prop}`));
}

/**
 * Find the data of a CSS function by its name.
 * @param {Identifier} place
 * @param {string} name
 * @returns {Identifier | undefined}
 */
function functionData(place, name) {
  if (place[name]?.__compat) return place[name];
  for (const [key, inner] of Object.entries(place)) {
    const found = key === '__compat' ? undefined : functionData(/** @type {Identifier} */ (inner), name);
    if (found) return found;
  }
  return undefined;
}
