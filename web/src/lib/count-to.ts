import { useEffect, useRef, useState } from 'react';

import { prefersLessMotion } from './motion';

const COUNT_MS = 500;

/** Animates a number when it changes. */
export function useCountTo(target: number | null): number | null {
  const [shown, setShown] = useState(target);
  const from = useRef(target);
  useEffect(() => {
    const start = from.current;
    from.current = target;
    if (start === null || target === null || prefersLessMotion()) {
      return setShown(target);
    }
    const began = performance.now();
    let frame = requestAnimationFrame(function step(now) {
      const share = Math.min(1, (now - began) / COUNT_MS);
      setShown(Math.round(start + (target - start) * (1 - (1 - share) ** 3)));
      if (share < 1) frame = requestAnimationFrame(step);
    });
    return () => cancelAnimationFrame(frame);
  }, [target]);
  return shown;
}
