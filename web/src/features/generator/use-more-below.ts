import { useEffect } from 'react';

/** Keeps `data-more` at an element that scrolls, while some of its content is below its lower edge. */
export function useMoreBelow(ref: { current: HTMLElement | null }): void {
  useEffect(() => {
    const area = ref.current;
    if (!area) return;
    const measure = () => area.toggleAttribute('data-more', area.scrollHeight - area.clientHeight - area.scrollTop > 1);
    const sizes = new ResizeObserver(measure);
    for (const element of [area, ...area.children]) sizes.observe(element);
    area.addEventListener('scroll', measure, { passive: true });
    return () => {
      sizes.disconnect();
      area.removeEventListener('scroll', measure);
    };
  }, [ref]);
}
