/** Where a visitor goes who did not say where to. */
export const HOME = '/dashboard';

/**
 * A path of this site out of an address that a stranger may have written (`?from=`, `?next=`, a mail's link).
 * Anything that leads elsewhere, to the start page or back to where sign-in ends, gives `fallback`.
 *
 * Whatever it returns, resolved against `origin`, has that origin.
 */
export function ownPath(target: string | null | undefined, origin: string, fallback: string = HOME): string {
  const url = ownUrl(target, origin);
  // The pages below /auth/ end a sign-in: what counts is where they would have gone on to.
  const last = url?.pathname.startsWith('/auth/') ? ownUrl(url.searchParams.get('next'), origin) : url;
  return !last || last.pathname === '/' || last.pathname.startsWith('/auth/') ? fallback : pathOf(last);
}

/** Why a session is over, as the login page says it. */
export type LoginNotice = 'session_ended' | 'suspended';

/** The login page, which leads back to the page it was called from. */
export function loginPath(from: string, notice?: LoginNotice): string {
  const query = new URLSearchParams({ from });
  if (notice) query.set('notice', notice);
  return `/login?${query}`;
}

/**
 * The target as an address of this site. It is checked after it was normalised: `/.//evil.example` has the path
 * `//evil.example`, which by itself names another host. So the path alone must lead to the same address again.
 */
function ownUrl(target: string | null | undefined, origin: string): URL | null {
  if (!target || !/^(\/|https?:\/\/)/.test(target)) return null;
  const url = parse(target, origin);
  return url?.origin === origin && parse(pathOf(url), origin)?.href === url.href ? url : null;
}

function pathOf({ pathname, search, hash }: URL): string {
  return pathname + search + hash;
}

/** Without `URL.canParse`, which browsers that are still in use lack. */
function parse(target: string, base: string): URL | null {
  try {
    return new URL(target, base);
  } catch {
    return null;
  }
}
