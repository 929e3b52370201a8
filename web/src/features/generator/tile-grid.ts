import { aspectOf, type Generation } from '@/lib/generations';

const TALL = 0.8;
const WIDE = 1.2;

/** By id, the proportions in which a generation was shown first in this page. */
const reserved = new Map<string, number>();

/**
 * On a narrow screen the page goes on below the result: there a result keeps the place that was reserved for it, so that nothing
 * moves when it has other proportions than expected.
 */
function reservedFor(row: Generation): number {
  const aspect = reserved.get(row.id) ?? aspectOf(row);
  reserved.set(row.id, aspect);
  return aspect;
}

/** For the class `tile`. */
export function tileFor(row: Generation) {
  return { '--aspect': aspectOf(row), '--reserved': reservedFor(row) };
}

/** For the class `tiles` with these generations. */
export function tilesFor(rows: Generation[]) {
  return gridFor(rows.map(aspectOf), rows.map(reservedFor));
}

/** The columns and lines in which generations of these proportions (width by height) become largest. */
export function gridFor(aspects: number[], onPhone = aspects) {
  const columns = columnsFor(aspects);
  return { '--columns': columns, '--phone-columns': Math.min(columnsFor(onPhone), 2), '--lines': Math.ceil(aspects.length / columns) };
}

/** What is below the tile, on narrow screens as high while the generation runs as after it. */
export const BELOW_TILE = 'flex flex-col gap-3 max-lg:min-h-31 max-sm:min-h-54 max-[22.4rem]:min-h-58';

function columnsFor(aspects: number[]): number {
  const mean = aspects.reduce((sum, aspect) => sum + aspect, 0) / aspects.length;
  if (aspects.length === 1 || mean < TALL) return aspects.length;
  return aspects.length === 2 && mean > WIDE ? 1 : 2;
}
