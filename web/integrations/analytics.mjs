/**
 * The one script of somebody else that a founder may switch on, to count visits; off unless its address is set.
 * @param {Record<string, string | undefined>} env PUBLIC_ANALYTICS_SCRIPT, its https address; PUBLIC_ANALYTICS_ID, the
 *   name that the site has there
 * @param {string} [path] the page it is for: those that links out of mails lead to have it not, for such a script tells
 *   its owner the whole address, and theirs holds what logs one in
 * @returns {{src: string, id: string | undefined, origin: string} | undefined}
 */
export function analytics(env, path) {
  const src = env.PUBLIC_ANALYTICS_SCRIPT;
  if (!src || path?.startsWith('/auth/')) return undefined;
  if (!URL.canParse(src) || !src.startsWith('https://')) {
    throw new Error('PUBLIC_ANALYTICS_SCRIPT must be the https address of a script');
  }
  return { src, id: env.PUBLIC_ANALYTICS_ID || undefined, origin: new URL(src).origin };
}
