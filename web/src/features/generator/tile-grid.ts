const TALL = 0.8;
const WIDE = 1.2;

/** For the class `tiles`: the columns and lines in which generations of these proportions (width by height) become largest. */
export function gridFor(aspects: number[]) {
  const columns = columnsFor(aspects);
  return { '--columns': columns, '--phone-columns': Math.min(columns, 2), '--lines': Math.ceil(aspects.length / columns) };
}

function columnsFor(aspects: number[]): number {
  const mean = aspects.reduce((sum, aspect) => sum + aspect, 0) / aspects.length;
  if (aspects.length === 1 || mean < TALL) return aspects.length;
  return aspects.length === 2 && mean > WIDE ? 1 : 2;
}
