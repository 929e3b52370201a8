import { Stopped } from './checkout';
import { say } from './message';
import { show } from './stamp';

/** Let a button do this, once at a time, and tell below it what went wrong. */
export function onPress(button: HTMLElement, problem: HTMLElement, act: () => Promise<void>): void {
  button.addEventListener('click', () => {
    if (button.ariaDisabled) return;
    button.ariaDisabled = 'true';
    show(problem, null);
    act().catch((caught: unknown) => {
      button.ariaDisabled = null;
      if (caught instanceof Stopped && caught.code === 'already_subscribed') say(caught.message, { portal: true });
      else show(problem, caught instanceof Error ? caught.message : String(caught));
    });
  });
}
