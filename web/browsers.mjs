import browserslist from 'browserslist';

/** The browsers of `browserslist` in package.json, by the names that Vite has for them. */
const NAMES = { chrome: 'chrome', edge: 'edge', firefox: 'firefox', safari: 'safari', ios_saf: 'ios' };

/**
 * The oldest version that is supported of each browser: what the build translates scripts and styles for, and what
 * `browser-features.mjs` holds them against.
 * @returns {Record<string, number>}
 */
export function oldestBrowsers() {
  /** @type {Record<string, number>} */
  const oldest = {};
  for (const browser of browserslist(null, { path: import.meta.dirname })) {
    const [name = '', version = ''] = browser.split(' ');
    oldest[name] = Math.min(oldest[name] ?? Infinity, Number.parseFloat(version));
  }
  return oldest;
}

/** As `build.target` of Vite has it. */
export const buildTarget = Object.entries(oldestBrowsers()).map(([name, version]) => {
  if (!(name in NAMES)) throw new Error(`browserslist in package.json names ${name}, which the build does not know.`);
  return `${NAMES[/** @type {keyof typeof NAMES} */ (name)]}${version}`;
});
