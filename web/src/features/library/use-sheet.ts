import { useEffect, useEffectEvent, useLayoutEffect, useMemo, useRef, useState } from 'react';

import { aspectOf } from '@/lib/generations';

import type { LibraryRow } from './filter';
import { type Box, justify, PHONE, type Sheet } from './justify';

/** The height of a caption. The classes in `MediaCard.tsx` must agree. */
const CAPTION = 56;
/** The height of a title. The classes in `MediaSheet.tsx` must agree. */
const TITLE = 32;

type Range = { from: number; to: number };

/** The layout of the cards, and which of them are near the screen. */
export function useSheet(rows: LibraryRow[], fresh: number) {
  const ref = useRef<HTMLDivElement>(null);
  const width = useWidth(ref);
  const sheet = useMemo(
    () => justify(rows.map(aspectOf), fresh, { width, gap: width < PHONE ? 8 : 16, caption: CAPTION, title: TITLE }),
    [rows, fresh, width],
  );
  const near = useNear(ref, sheet);
  useKeepInPlace(ref, rows, sheet);
  return { ref, ready: width > 0, sheet, near };
}

function useWidth(ref: { current: HTMLElement | null }): number {
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    const element = ref.current;
    if (!element) return;
    const measure = () => setWidth(element.clientWidth);
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, [ref]);
  return width;
}

/** The cards within half a screen above and a quarter below what is visible, as indexes; changes only with whole rows. */
function useNear(ref: { current: HTMLElement | null }, sheet: Sheet): Range {
  const [near, setNear] = useState<Range>({ from: 0, to: 0 });
  const look = useEffectEvent(() => {
    if (!ref.current) return;
    const top = -ref.current.getBoundingClientRect().top;
    const range = within(sheet.boxes, top - innerHeight / 2, top + innerHeight * 1.25);
    setNear((known) => (known.from === range.from && known.to === range.to ? known : range));
  });
  useLayoutEffect(() => look(), [sheet]);
  useEffect(() => {
    addEventListener('scroll', look, { passive: true });
    return () => removeEventListener('scroll', look);
  }, []);
  return near;
}

function within(boxes: Box[], top: number, bottom: number): Range {
  const from = boxes.findIndex(({ y, height }) => y + height > top);
  const to = boxes.findIndex(({ y }) => y > bottom);
  return { from: from < 0 ? boxes.length : from, to: to < 0 ? boxes.length : to };
}

/**
 * If the user has scrolled down, keep the card at the top of the screen in its place when cards above it arrive, leave or change
 * their proportions. The browser's scroll anchoring does not work here, because transforms place the cards.
 */
function useKeepInPlace(ref: { current: HTMLElement | null }, rows: LibraryRow[], sheet: Sheet) {
  const before = useRef<{ rows: LibraryRow[]; sheet: Sheet }>({ rows: [], sheet: { boxes: [], height: 0, earlier: null } });
  useLayoutEffect(() => {
    const known = before.current;
    before.current = { rows, sheet };
    const top = -(ref.current?.getBoundingClientRect().top ?? 0);
    if (!ref.current || top <= 0 || known.sheet === sheet) return;
    const places = new Map(rows.map(({ id }, index) => [id, sheet.boxes[index]?.y]));
    for (const [index, box] of known.sheet.boxes.entries()) {
      const now = places.get(known.rows[index]?.id ?? '');
      if (box.y + box.height <= top || now === undefined) continue;
      if (now !== box.y) moveAtOnce(ref.current, now - box.y);
      return;
    }
  }, [ref, rows, sheet]);
}

/** Scroll, and move the cards without their transition. */
function moveAtOnce(list: HTMLElement, distance: number): void {
  list.dataset.still = '';
  scrollBy(0, distance);
  requestAnimationFrame(() => delete list.dataset.still);
}
