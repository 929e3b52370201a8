/** Whether the visitor has asked for less motion. */
export function prefersLessMotion(): boolean {
  return matchMedia('(prefers-reduced-motion: reduce)').matches;
}

/** Bring an element to the top of the window: smoothly, unless that is not wished for. */
export function bringIntoView(element: Element | null): void {
  element?.scrollIntoView({ behavior: prefersLessMotion() ? 'auto' : 'smooth', block: 'start' });
}
