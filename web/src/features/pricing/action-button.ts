import { CheckoutError } from '@/lib/checkout-error';

import { showMessage } from './message';
import { showText } from './template';

/** Run an action on click, one at a time, and show its error below the button. */
export function bindAction(button: HTMLElement, problem: HTMLElement, act: () => Promise<void>): void {
  button.addEventListener('click', () => {
    if (button.ariaDisabled) return;
    button.ariaDisabled = 'true';
    showText(problem, null);
    act().catch((caught: unknown) => {
      button.ariaDisabled = null;
      if (caught instanceof CheckoutError && caught.code === 'already_subscribed') showMessage(caught.message, { portal: true });
      else showText(problem, caught instanceof Error ? caught.message : String(caught));
    });
  });
}
