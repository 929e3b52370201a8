import { readFileSync } from 'node:fs';

import { clampGamut, parse, wcagContrast } from 'culori';

/** The minimum contrast of WCAG AA, for text and for large text. */
const TEXT = 4.5;
const LARGE = 3;
/**
 * Each brand colour, the tokens of styles/tokens.css that it appears with, and the minimum contrast. Such a token has a
 * value for each theme.
 */
const PAIRS = ['light', 'dark'].flatMap((theme) => [
  { colour: `brand-first-${theme}`, theme, with: ['background', 'raised', 'muted', 'primary-foreground'], least: TEXT },
  { colour: `brand-second-${theme}`, theme, with: ['background', 'raised'], least: TEXT },
  { colour: `brand-end-${theme}`, theme, with: ['background'], least: LARGE },
]);
const UNDER_WHITE = ['brand-first-light', 'brand-second-light', 'brand-end-light'];

const shown = clampGamut('rgb');

/** @param {string} path */
const read = (path) => readFileSync(new URL(`../src/${path}`, import.meta.url), 'utf8');

/**
 * One line for each brand colour that is missing, cannot be parsed, or has too little contrast.
 * @param {string} colours the content of brand/colours.css
 * @param {string} tokens the content of styles/tokens.css
 * @returns {string[]}
 */
export function brandProblems(colours = read('brand/colours.css'), tokens = read('styles/tokens.css')) {
  const brand = declarations(colours);
  const token = declarations(tokens);
  const unknown = [...new Set(PAIRS.map(({ colour }) => colour))].filter((name) => !parse(brand[name] ?? ''));
  if (unknown.length > 0) {
    return unknown.map((name) => `--${name} in src/brand/colours.css must be a colour such as #5f3ee6 or oklch(0.53 0.22 282)`);
  }
  const seen = PAIRS.flatMap(({ colour, theme, with: others, least }) =>
    others.map((other) => ({ colour, other: `--${other} (${theme})`, value: ofTheme(token[other] ?? '', theme), least })),
  );
  const white = UNDER_WHITE.map((colour) => ({ colour, other: 'white text', value: '#ffffff', least: TEXT }));
  return [...seen, ...white].flatMap(({ colour, other, value, least }) => {
    const found = contrast(brand[colour] ?? '', value);
    if (found >= least) return [];
    return [`--${colour} in src/brand/colours.css has a contrast of ${found.toFixed(2)} with ${other}; it must be at least ${least}`];
  });
}

/**
 * @param {string} css
 * @returns {Record<string, string>} the custom properties, by name
 */
function declarations(css) {
  return Object.fromEntries([...css.matchAll(/--([\w-]+):\s*([^;]+);/g)].map(([, name, value]) => [name, value]));
}

/**
 * One of the two colours in `light-dark(…, …)`.
 * @param {string} value
 * @param {string} theme
 */
function ofTheme(value, theme) {
  const [, light = '', dark = ''] = /^light-dark\((.+\)|#\w+), (.+)\)$/.exec(value) ?? [];
  return theme === 'light' ? light : dark;
}

/**
 * The WCAG contrast of two colours as a screen shows them: 1 to 21, or 0 if one cannot be parsed.
 * @param {string} one
 * @param {string} other
 */
function contrast(one, other) {
  const [a, b] = [shown(one), shown(other)];
  return a && b ? wcagContrast(a, b) : 0;
}
