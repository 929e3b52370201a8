/**
 * Numbers reads of the same rows, because replies may arrive in another order.
 * @returns a function to call when a read begins. It returns one to call when the reply arrives: false if the reply to a later
 * read was shown already, which makes this one outdated
 */
export function createReadOrder(): () => () => boolean {
  let begun = 0;
  let shown = 0;
  return () => {
    begun += 1;
    const number = begun;
    return () => {
      if (number < shown) return false;
      shown = number;
      return true;
    };
  };
}
