import { openPortal } from './checkout';
import { find, stamp } from './stamp';

/** Say something above the plans, with the way to the billing portal if that helps. */
export function say(text: string, { portal = false } = {}): void {
  const place = find('[data-message]');
  const { root, slot } = stamp(find<HTMLTemplateElement>('[data-message] template'));
  slot('text').textContent = text;
  slot('portal').hidden = !portal;
  slot('portal').addEventListener('click', () => void openPortal().catch((problem: Error) => say(problem.message)));
  slot('close').addEventListener('click', hush);
  hush();
  place.append(root);
}

export function hush(): void {
  for (const shown of document.querySelectorAll('[data-message] > :not(template)')) shown.remove();
}
