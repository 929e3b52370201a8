import { openPortal } from './checkout';
import { findElement, cloneTemplate } from './template';

/** Show a message above the plans, optionally with a button for the billing portal. */
export function showMessage(text: string, { portal = false } = {}): void {
  const place = findElement('[data-message]');
  const { root, slot } = cloneTemplate(findElement<HTMLTemplateElement>('[data-message] template'));
  slot('text').textContent = text;
  slot('portal').hidden = !portal;
  slot('portal').addEventListener('click', () => void openPortal().catch((problem: Error) => showMessage(problem.message)));
  slot('close').addEventListener('click', hideMessage);
  hideMessage();
  place.append(root);
}

export function hideMessage(): void {
  for (const shown of document.querySelectorAll('[data-message] > :not(template)')) shown.remove();
}
