/**
 * An optional third-party script that counts visits; off by default.
 * @param {Record<string, string | undefined>} env PUBLIC_ANALYTICS_SCRIPT: its https URL; PUBLIC_ANALYTICS_ID: the
 *   site's id there
 * @param {string} [path] the page. Pages that mail links open do not get the script, because it would send their URL,
 *   which contains a sign-in token, to the analytics vendor
 * @returns {{src: string, id: string | undefined, origin: string} | undefined}
 */
export function analytics(env, path) {
  const src = env.PUBLIC_ANALYTICS_SCRIPT;
  if (!src || path?.startsWith('/auth/')) return undefined;
  if (!URL.canParse(src) || !src.startsWith('https://')) {
    throw new Error('PUBLIC_ANALYTICS_SCRIPT must be the https URL of a script');
  }
  return { src, id: env.PUBLIC_ANALYTICS_ID || undefined, origin: new URL(src).origin };
}
