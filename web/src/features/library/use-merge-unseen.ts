import { useEffect, useEffectEvent, useLayoutEffect } from 'react';

/** Let the fresh cards join the others as soon as nobody sees it: while the cards are below the screen, or the page is hidden. */
export function useMergeUnseen(ref: { current: HTMLElement | null }, fresh: number, onMerge: () => void): void {
  const look = useEffectEvent(() => {
    if (fresh > 0 && ref.current && (document.hidden || ref.current.getBoundingClientRect().top >= innerHeight)) onMerge();
  });
  useLayoutEffect(() => look(), [fresh]);
  useEffect(() => {
    const observer = new IntersectionObserver(() => look());
    if (ref.current) observer.observe(ref.current);
    document.addEventListener('visibilitychange', look);
    return () => {
      observer.disconnect();
      document.removeEventListener('visibilitychange', look);
    };
  }, [ref]);
}
