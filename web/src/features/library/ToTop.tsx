import { useEffect, useState } from 'react';

import { bringIntoView } from '@/lib/motion';
import { library } from '@/texts';

/** Shown from this many screens below the heading on. */
const SCREENS = 3;

/** On a phone or tablet, where no key does it: leads from far down in the library back to its heading, which has this id. */
export function ToTop({ to }: { to: string }) {
  const [far, setFar] = useState(false);
  useEffect(() => {
    const look = () => setFar((document.getElementById(to)?.getBoundingClientRect().top ?? 0) < -SCREENS * innerHeight);
    look();
    addEventListener('scroll', look, { passive: true });
    return () => removeEventListener('scroll', look);
  }, [to]);
  if (!far) return null;

  function go() {
    const heading = document.getElementById(to);
    heading?.focus({ preventScroll: true });
    bringIntoView(heading);
  }
  return (
    <button type="button" aria-label={library.toTop} onClick={go} className="raised fixed right-3 bottom-3 z-10 grid size-11 place-items-center rounded-full lg:hidden">
      <span aria-hidden="true" className="icon-[lucide--arrow-up] size-5" />
    </button>
  );
}
