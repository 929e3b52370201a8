type Span = { top: number; bottom: number };

/** The lower edge of the lowest place of this height in `room` that overlaps none of `taken`; undefined if there is none. */
export function lowestFree(height: number, room: Span, taken: Span[]): number | undefined {
  let bottom = room.bottom;
  for (const span of taken.toSorted((one, other) => other.bottom - one.bottom)) {
    if (span.top < bottom && span.bottom > bottom - height) bottom = span.top;
  }
  return bottom - height < room.top ? undefined : bottom;
}
