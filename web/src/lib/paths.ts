/** Where a visitor goes who did not say where to. */
export const HOME = '/dashboard';

/**
 * A path of this site out of something a stranger may have written (`?from=`, `?next=`, a mail's link).
 * Anything that leads elsewhere, to the start page or back to where sign-in ends, gives `fallback`.
 */
export function ownPath(target: string | null | undefined, origin: string, fallback: string = HOME): string {
  if (!target || !/^(\/(?![/\\])|https?:\/\/)/.test(target)) return fallback;
  const url = parse(target, origin);
  if (!url || url.origin !== origin) return fallback;
  if (url.pathname.startsWith('/auth/')) return ownPath(url.searchParams.get('next'), origin, fallback);
  return url.pathname === '/' ? fallback : url.pathname + url.search + url.hash;
}

/** The login page, which leads back to the page it was called from. */
export function loginPath(from: string, notice?: 'session_ended'): string {
  const query = new URLSearchParams({ from });
  if (notice) query.set('notice', notice);
  return `/login?${query}`;
}

function parse(target: string, origin: string): URL | undefined {
  return URL.canParse(target, origin) ? new URL(target, origin) : undefined;
}
