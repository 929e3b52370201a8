import { useStore } from '@/lib/store';
import { toasts } from '@/lib/toasts';

/** Reads the newest toast out. A modal dialog needs one of its own: what is outside is not read while it is open. */
export function ToastStatus() {
  const shown = useStore(toasts);
  return (
    <p role="status" className="sr-only">
      {shown.at(-1)?.text}
    </p>
  );
}
