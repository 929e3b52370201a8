import { useStore } from '@/lib/store';
import { shownToast } from '@/lib/toasts';

/** Announces the toast. A modal dialog needs its own, because screen readers ignore the rest of the page. */
export function ToastStatus() {
  return (
    <p role="status" className="sr-only">
      {useStore(shownToast)?.text}
    </p>
  );
}
