import { type CSSProperties, type MouseEvent, useLayoutEffect, useRef, useState } from 'react';

import { lightbox } from '@/texts';

type Props = { src: string; alt: string; className: string; style: CSSProperties; onError: () => void };

/** A point in the picture, as shares of its width and height. */
type Point = { x: number; y: number };

/** A picture that a click shows in its full size, around the point that was clicked. A second click shows it as before. */
export function ZoomablePicture({ src, alt, onError, ...size }: Props) {
  const [point, setPoint] = useState<Point | null>(null);
  const frame = useRef<HTMLButtonElement>(null);
  useLayoutEffect(() => {
    const shown = frame.current;
    if (!point || !shown) return;
    shown.scrollTo(point.x * shown.scrollWidth - shown.clientWidth / 2, point.y * shown.scrollHeight - shown.clientHeight / 2);
  }, [point]);
  return (
    <>
      <button
        type="button"
        aria-label={lightbox.zoomIn}
        onClick={(event) => setPoint(pointOf(event))}
        className="grid w-full place-items-center"
      >
        <img src={src} alt={alt} draggable={false} onError={onError} {...size} />
      </button>
      {point && (
        <button
          ref={frame}
          type="button"
          aria-label={lightbox.zoomOut}
          data-zoomed
          onClick={() => setPoint(null)}
          className="bg-raised absolute inset-0 grid touch-auto overflow-auto overscroll-contain"
        >
          <img src={src} alt="" draggable={false} className="m-auto max-w-none" />
        </button>
      )}
    </>
  );
}

function pointOf({ target, clientX, clientY, detail }: MouseEvent): Point {
  if (!(target instanceof Element) || detail === 0) return { x: 0.5, y: 0.5 };
  const { left, top, width, height } = target.getBoundingClientRect();
  return { x: (clientX - left) / width, y: (clientY - top) / height };
}
