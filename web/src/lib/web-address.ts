/**
 * An untrusted URL that is safe to link: https, or http if the page itself was loaded by http. Null for anything else, such as
 * `javascript:`.
 */
export function webAddress(written: unknown, ownProtocol?: string): string | null {
  if (typeof written !== 'string' || !/^https?:\/\/\S+$/i.test(written)) return null;
  try {
    const { protocol, href } = new URL(written);
    return protocol === 'https:' || protocol === (ownProtocol ?? location.protocol) ? href : null;
  } catch {
    return null;
  }
}
