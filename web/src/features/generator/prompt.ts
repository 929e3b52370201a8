import { bringIntoView, prefersLessMotion } from '@/lib/motion';

/** Whether form and result are side by side. On narrower screens the result is below the form. */
export function isBesideResult(): boolean {
  return matchMedia('(width >= 64rem)').matches;
}

/** Bring the form into view, with the focus on its prompt. @param place the element around the generator */
export function goToPrompt(place: HTMLElement | null): void {
  const form = place?.querySelector('form');
  const prompt = form?.elements.namedItem(form.dataset['prompt'] ?? '');
  if (!(prompt instanceof HTMLElement)) return bringIntoView(place);
  prompt.focus({ preventScroll: true });
  if (!isBesideResult()) {
    prompt.scrollIntoView({ behavior: prefersLessMotion() ? 'auto' : 'smooth', block: 'center' });
    return;
  }
  // Within the form, which scrolls by itself, then the page.
  prompt.scrollIntoView({ block: 'center' });
  bringIntoView(place);
}
