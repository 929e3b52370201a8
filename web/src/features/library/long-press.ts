import { type PointerEvent, useRef } from 'react';

const LONG_MS = 450;

/** Handlers for a long press by touch. `wasLong` returns whether the button must ignore the click that follows. */
export function useLongPress(onLong: () => void) {
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const long = useRef(false);
  const end = () => clearTimeout(timer.current);
  const handlers = {
    onPointerDown: ({ pointerType }: PointerEvent) => {
      long.current = false;
      if (pointerType !== 'touch') return;
      timer.current = setTimeout(() => {
        long.current = true;
        onLong();
      }, LONG_MS);
    },
    onPointerUp: end,
    // The browser cancels the press when it begins to scroll.
    onPointerCancel: end,
    // The browser's context menu would cover the card.
    onContextMenu: (event: { preventDefault: () => void }) => long.current && event.preventDefault(),
  };
  const wasLong = () => {
    const was = long.current;
    long.current = false;
    return was;
  };
  return { handlers, wasLong };
}
