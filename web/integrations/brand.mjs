import { readFileSync } from 'node:fs';

/** The minimum contrast of WCAG AA, for text and for large text. */
const TEXT = 4.5;
const LARGE = 3;
/**
 * Each brand colour, the colours it appears with, and the minimum contrast. A name without a dash is a token with two
 * themes.
 */
const PAIRS = ['light', 'dark'].flatMap((theme) => [
  { colour: `brand-first-${theme}`, theme, with: ['background', 'raised', 'muted', 'primary-foreground'], least: TEXT },
  { colour: `brand-second-${theme}`, theme, with: ['background', 'raised'], least: TEXT },
  { colour: `brand-end-${theme}`, theme, with: ['background'], least: LARGE },
]);
const UNDER_WHITE = ['brand-first-light', 'brand-second-light', 'brand-end-light'];

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
  const unknown = [...new Set(PAIRS.map(({ colour }) => colour))].filter((name) => !luminance(brand[name] ?? ''));
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
    return [`--${colour} in src/brand/colours.css has a contrast of ${found.toFixed(2)} with ${other}; ${least} is the least`];
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
 * The WCAG contrast of two colours: 1 to 21, or 0 if one cannot be parsed.
 * @param {string} one
 * @param {string} other
 */
function contrast(one, other) {
  const [a, b] = [luminance(one), luminance(other)];
  return a && b ? (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05) : 0;
}

/**
 * The relative luminance of `#rrggbb` or `oklch(l c h)`; undefined for other formats.
 * @param {string} colour
 */
function luminance(colour) {
  const rgb = fromHex(colour) ?? fromOklch(colour);
  return rgb && Math.max(1e-9, 0.2126 * rgb[0] + 0.7152 * rgb[1] + 0.0722 * rgb[2]);
}

/**
 * @param {string} colour
 * @returns {[number, number, number] | undefined} linear red, green and blue
 */
function fromHex(colour) {
  const found = /^#([\da-f]{2})([\da-f]{2})([\da-f]{2})$/i.exec(colour);
  if (!found) return undefined;
  const linear = (/** @type {number} */ place) => {
    const value = Number.parseInt(found[place] ?? '', 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return [linear(1), linear(2), linear(3)];
}

/**
 * Convert OKLCH to linear RGB, clipped to the range of a screen (0 to 1). The matrices are those of CSS Color 4.
 * @param {string} colour
 * @returns {[number, number, number] | undefined} linear red, green and blue
 */
function fromOklch(colour) {
  const found = /^oklch\((\d*\.?\d+) (\d*\.?\d+) (\d*\.?\d+)\)$/.exec(colour);
  if (!found) return undefined;
  const [lightness, chroma, hue] = [Number(found[1]), Number(found[2]), (Number(found[3]) * Math.PI) / 180];
  const [a, b] = [chroma * Math.cos(hue), chroma * Math.sin(hue)];
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  const cut = (/** @type {number} */ value) => Math.min(1, Math.max(0, value));
  return [
    cut(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
    cut(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
    cut(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s),
  ];
}
