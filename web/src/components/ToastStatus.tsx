import { useStore } from '@/lib/store';
import { toasts } from '@/lib/toasts';

/** Announces the newest toast. A modal dialog needs its own, because screen readers ignore the rest of the page. */
export function ToastStatus() {
  const shown = useStore(toasts);
  return (
    <p role="status" className="sr-only">
      {shown.at(-1)?.text}
    </p>
  );
}
