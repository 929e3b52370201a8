import { type MouseEvent, type PointerEvent, useRef } from 'react';

const FAR = 48;

/** Handlers for a horizontal swipe. The click that ends a swipe is suppressed. */
export function useSwipe(onSwipe: (direction: -1 | 1) => void) {
  const start = useRef<{ x: number; y: number } | null>(null);
  const swiped = useRef(false);
  return {
    onPointerDown: ({ pointerType, isPrimary, target, clientX, clientY }: PointerEvent) => {
      swiped.current = false;
      // The same gesture scrolls a zoomed picture and moves the controls of a video.
      const taken = target instanceof Element && target.closest('[data-zoomed], video');
      start.current = pointerType === 'touch' && isPrimary && !taken ? { x: clientX, y: clientY } : null;
    },
    onPointerUp: ({ clientX, clientY }: PointerEvent) => {
      if (!start.current) return;
      const [across, down] = [clientX - start.current.x, clientY - start.current.y];
      start.current = null;
      if (Math.abs(across) < FAR || Math.abs(across) < 2 * Math.abs(down)) return;
      swiped.current = true;
      onSwipe(across > 0 ? -1 : 1);
    },
    onPointerCancel: () => {
      start.current = null;
    },
    onClickCapture: (event: MouseEvent) => {
      if (swiped.current) event.stopPropagation();
      swiped.current = false;
    },
  };
}
