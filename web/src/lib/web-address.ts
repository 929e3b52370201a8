/**
 * An address out of data, as a link may lead to it: https, or http where the page itself came by http; null for
 * anything else, such as `javascript:`.
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
