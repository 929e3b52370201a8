/**
 * Which regular expressions a model may have: those with the same meaning in RE2 and JavaScript. Only the service matches them,
 * with RE2, because a browser's engine may need exponential time. docs/models.md lists the accepted syntax.
 */

const MAX_SIZE = 1000;
const MAX_DEPTH = 20;
/** \p{…} compiles to a much larger program than a character. */
const CATEGORY_SIZE = 20;

const ESCAPE = String.raw`\\(?:[dDwWsStnrfv^$\\.*+?()\[\]{}|/]|[pP]\{(?:L[ultmo]?|M[nce]?|N[dlo]?|P[cdseifo]?|S[mcko]?|Z[slp]?)\})`;
const IN_CLASS = String.raw`(?:[^\\^\[\]\-](?:-[^\\^\[\]\-])?|${ESCAPE}|\\-)`;
const PIECES = {
  open: String.raw`\((?:\?:)?`,
  close: String.raw`\)`,
  place: String.raw`[|^$]|\\[bB]`,
  repetition: String.raw`(?:[*+?]|\{(?<low>[0-9]{1,4})(?:,(?<high>[0-9]{0,4}))?\})\??`,
  atom: String.raw`[^\\^$.\[\]|(){}*+?]|\.|${ESCAPE}|\[\^?(?:-${IN_CLASS}*-?|${IN_CLASS}+-?)\]`,
};
const PIECE = new RegExp(Object.entries(PIECES).map(([name, form]) => `(?<${name}>${form})`).join('|'), 'uy');
const RANGE = /([^\\^[\]-])-([^\\^[\]-])/gu;
// oxlint-disable-next-line no-control-regex -- this pattern is for control characters
const CONTROL = /[\u0000-\u001f\u007f]/u;

/** Whether a model may have this pattern. */
export function isKnownPattern(pattern: string): boolean {
  if (CONTROL.test(pattern)) return false;
  const size = new Size();
  PIECE.lastIndex = 0;
  while (PIECE.lastIndex < pattern.length) {
    const groups = PIECE.exec(pattern)?.groups;
    if (!groups || !size.take(groups)) {
      PIECE.lastIndex = 0;
      return false;
    }
  }
  return size.depth === 0;
}

/** The size of a pattern after expansion: {n} multiplies the atom before it, and a category counts as several characters. */
class Size {
  /** The size of the whole pattern, then of each open group. */
  #sums = [0];
  /** The size of the atom that a repetition would repeat; 0 if there is none. */
  #atom = 0;

  get depth(): number {
    return this.#sums.length - 1;
  }

  /** Add the next piece. @returns false if it is not allowed there or the pattern becomes too large */
  take({ open, close, place, repetition, low, high, atom }: Record<string, string | undefined>): boolean {
    if (close !== undefined && this.depth === 0) return false;
    if (repetition !== undefined && !this.#repeat(Number(low ?? 1), Number(high || low || 1))) return false;
    if (atom !== undefined && !inOrder(atom)) return false;
    if (open !== undefined) this.#sums.push(0);
    if (close !== undefined) this.#add(Math.max(this.#sums.pop() ?? 0, 1));
    if (atom !== undefined) this.#add(1 + (CATEGORY_SIZE - 1) * (atom.match(/\\[pP]\{/gu)?.length ?? 0));
    if (open !== undefined || place !== undefined || repetition !== undefined) this.#atom = 0;
    return (this.#sums.at(-1) ?? 0) <= MAX_SIZE && this.depth <= MAX_DEPTH;
  }

  #add(size: number): void {
    this.#grow(size);
    this.#atom = size;
  }

  #repeat(low: number, high: number): boolean {
    this.#grow(this.#atom * (Math.max(high, 1) - 1));
    return this.#atom > 0 && low <= high;
  }

  #grow(size: number): void {
    this.#sums.push((this.#sums.pop() ?? 0) + size);
  }
}

function inOrder(atom: string): boolean {
  const ranges = atom.startsWith('[') ? [...atom.matchAll(RANGE)] : [];
  return ranges.every(([, first = '', last = '']) => (first.codePointAt(0) ?? 0) <= (last.codePointAt(0) ?? 0));
}
