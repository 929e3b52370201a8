/** The position and size of a card in the sheet, in pixels; `height` includes the caption. `row` counts from the top. */
export type Box = { x: number; y: number; width: number; height: number; row: number };

/** `earlier` is the top of the title above the older pictures. It is null if all pictures are fresh, or none: then there are no titles. */
export type Sheet = { boxes: Box[]; height: number; earlier: number | null };

export type Measures = {
  /** The width of the sheet. */
  width: number;
  gap: number;
  /** The height of the captions below the pictures. */
  caption: number;
  /** The height of the titles above the fresh pictures and above the older ones. */
  title: number;
};

export const PHONE = 640;
/** Proportions beyond these are cut. On a phone, a picture beside a wider one would become too narrow for its buttons. */
const LIMITS = { phone: [9 / 16, 2], wider: [0.5, 3] } as const;

/**
 * Justified rows: pictures keep their proportions, and each row fills the width. The first `fresh` pictures arrived after the list was
 * read. Their rows are filled from the oldest of them on, so that another arrival changes only the topmost row. They have their own
 * title, because that row may have only one picture.
 */
export function justify(aspects: number[], fresh: number, measures: Measures): Sheet {
  const [narrowest, widest] = LIMITS[measures.width < PHONE ? 'phone' : 'wider'];
  const shapes = aspects.map((aspect) => Math.min(Math.max(aspect, narrowest), widest));
  const target = targetHeight(measures);
  const above = inRows(shapes.slice(0, fresh).toReversed(), target, measures).map((row) => row.toReversed());
  const below = inRows(shapes.slice(fresh), target, measures);
  // A row that is not full is at most as high as the highest full row.
  const open = new Set([above.at(-1), below.at(-1)]);
  const full = [...above, ...below].filter((row) => !open.has(row) || fills(row, target, measures));
  const highest = full.length > 0 ? Math.max(...full.map((row) => heightOf(row, measures))) : target;
  return place(above.toReversed(), below, highest, measures);
}

/** The height at which two squares fill a row on a phone, five on a laptop, and more on a wider screen. */
function targetHeight({ width, gap }: Measures): number {
  return width < PHONE ? (width - gap) / 2 : Math.min(Math.max(width / 5, 200), 260);
}

function inRows(shapes: number[], target: number, measures: Measures): number[][] {
  const rows: number[][] = [];
  let row: number[] = [];
  for (const shape of shapes) {
    const [now, then] = [heightOf(row, measures), heightOf([...row, shape], measures)];
    if (then < target && now / target < target / then) {
      rows.push(row);
      row = [];
    }
    row.push(shape);
  }
  return row.length > 0 ? [...rows, row] : rows;
}

/** The height at which these pictures fill the width. */
function heightOf(row: number[], { width, gap }: Measures): number {
  if (row.length === 0) return Infinity;
  return (width - gap * (row.length - 1)) / row.reduce((sum, shape) => sum + shape, 0);
}

function fills(row: number[], target: number, measures: Measures): boolean {
  return heightOf(row, measures) <= target;
}

function place(above: number[][], below: number[][], highest: number, measures: Measures): Sheet {
  const boxes: Box[] = [];
  const titled = above.length > 0 && below.length > 0;
  let earlier: number | null = null;
  let y = titled ? measures.title : 0;
  for (const [number, row] of [...above, ...below].entries()) {
    if (titled && number === above.length) {
      earlier = y;
      y += measures.title;
    }
    const picture = Math.min(heightOf(row, measures), highest);
    const height = picture + measures.caption;
    let x = 0;
    for (const shape of row) {
      boxes.push({ x, y, width: shape * picture, height, row: number });
      x += shape * picture + measures.gap;
    }
    y += height + measures.gap;
  }
  return { boxes, height: Math.max(0, y - measures.gap), earlier };
}

/** The index of the nearest card in the row above (-1) or below (1) this one; its own index if there is no such row. */
export function neighbour({ boxes }: Sheet, index: number, direction: -1 | 1): number {
  const from = boxes[index];
  if (!from) return index;
  const middle = ({ x, width }: Box) => x + width / 2;
  let best = index;
  for (const [other, box] of boxes.entries()) {
    const current = boxes[best];
    if (!current || box.row !== from.row + direction) continue;
    if (best === index || Math.abs(middle(box) - middle(from)) < Math.abs(middle(current) - middle(from))) best = other;
  }
  return best;
}
