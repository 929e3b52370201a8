/** The default page after the login. */
export const HOME = '/dashboard';

/**
 * A path of this site from an untrusted URL (`?from=`, `?next=`, a link in a mail). Returns `fallback` for another site, the start
 * page, and the pages that end a sign-in. The result, resolved against `origin`, always has that origin.
 */
export function ownPath(target: string | null | undefined, origin: string, fallback: string = HOME): string {
  const url = ownUrl(target, origin);
  // Pages below /auth/ redirect to `next` after a sign-in: check that path instead.
  const last = url?.pathname.startsWith('/auth/') ? ownUrl(url.searchParams.get('next'), origin) : url;
  return !last || last.pathname === '/' || last.pathname.startsWith('/auth/') ? fallback : pathOf(last);
}

/** Why the session ended; the login page shows it. */
export type LoginNotice = 'session_ended' | 'suspended';

/** The path of the login page, with the page to return to. */
export function loginPath(from: string, notice?: LoginNotice): string {
  const query = new URLSearchParams({ from });
  if (notice) query.set('notice', notice);
  return `/login?${query}`;
}

/** The path of the sign-up page, with the page to open afterwards. */
export function signupPath(from: string): string {
  return `/signup?${new URLSearchParams({ from })}`;
}

/**
 * The target as a URL of this site, else null. The path is parsed again on its own: `/.//evil.example` is normalised to the path
 * `//evil.example`, which alone would name another host.
 */
function ownUrl(target: string | null | undefined, origin: string): URL | null {
  if (!target || !/^(\/|https?:\/\/)/.test(target)) return null;
  const url = parse(target, origin);
  return url?.origin === origin && parse(pathOf(url), origin)?.href === url.href ? url : null;
}

function pathOf({ pathname, search, hash }: URL): string {
  return pathname + search + hash;
}

/** `URL.canParse` is missing in the oldest supported browsers. */
function parse(target: string, base: string): URL | null {
  try {
    return new URL(target, base);
  } catch {
    return null;
  }
}
