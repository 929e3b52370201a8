/** Whether the visitor prefers reduced motion. */
export function prefersLessMotion(): boolean {
  return matchMedia('(prefers-reduced-motion: reduce)').matches;
}

/** Scroll an element to the top of the window, smoothly unless the visitor prefers reduced motion. */
export function bringIntoView(element: Element | null): void {
  element?.scrollIntoView({ behavior: prefersLessMotion() ? 'auto' : 'smooth', block: 'start' });
}
