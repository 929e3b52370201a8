import { bringIntoView, prefersLessMotion } from '@/lib/motion';

/** Whether form and result are side by side. On narrower screens the result is below the form. */
export function isSideBySide(): boolean {
  return matchMedia('(width >= 64rem)').matches;
}

/** Focus the pane, and scroll to it. */
export function goToPane(): void {
  const heading = document.getElementById('run-heading');
  heading?.focus({ preventScroll: true });
  bringIntoView(heading?.parentElement ?? null);
}

/** Focus the prompt, and scroll to it. @param place the element around the generator */
export function goToPrompt(place: HTMLElement | null): void {
  const form = place?.querySelector('form');
  const prompt = form?.elements.namedItem(form.dataset['prompt'] ?? '');
  if (!(prompt instanceof HTMLElement)) return bringIntoView(place);
  prompt.focus({ preventScroll: true });
  if (!isSideBySide()) {
    prompt.scrollIntoView({ behavior: prefersLessMotion() ? 'auto' : 'smooth', block: 'center' });
    return;
  }
  // First scroll within the form, which scrolls by itself, then the page.
  prompt.scrollIntoView({ block: 'center' });
  bringIntoView(place);
}
