import browserslist from 'browserslist';

/** The browsers of `browserslist` in package.json, with Vite's names for them. */
const NAMES = { chrome: 'chrome', edge: 'edge', firefox: 'firefox', safari: 'safari', ios_saf: 'ios' };

/**
 * The oldest supported version of each browser. The build compiles scripts and styles for it, and `browser-features/`
 * checks against it.
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

/** In the format of Vite's `build.target`. */
export const buildTarget = Object.entries(oldestBrowsers()).map(([name, version]) => {
  if (!(name in NAMES)) throw new Error(`browserslist in package.json names ${name}, which the build does not know.`);
  return `${NAMES[/** @type {keyof typeof NAMES} */ (name)]}${version}`;
});
