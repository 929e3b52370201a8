import { useEffect, useEffectEvent, useRef } from 'react';

import { Button } from '@/components/Button';
import { Notice } from '@/components/Notice';
import type { PageReading } from '@/lib/loadable';
import { common, library } from '@/texts';

type Props = { reading: PageReading; onMore: () => void };

/** Stands below the loaded rows, and loads more when it comes near the screen. */
export function MoreRows({ reading, onMore }: Props) {
  const mark = useRef<HTMLDivElement>(null);
  const more = useEffectEvent(onMore);
  useEffect(() => {
    if (!mark.current || reading !== 'idle') return;
    const observer = new IntersectionObserver(([entry]) => entry?.isIntersecting && more(), {
      rootMargin: '3000px',
    });
    observer.observe(mark.current);
    return () => observer.disconnect();
  }, [reading]);
  if (reading === 'more-failed') {
    return (
      <Notice tone="bad">
        <span>{library.moreFailed}</span>
        <Button size="small" className="justify-self-start" onClick={onMore}>
          {common.tryAgain}
        </Button>
      </Notice>
    );
  }
  return (
    <div ref={mark} className="grid h-16 place-items-center">
      <span aria-hidden="true" className="icon-[lucide--loader-circle] text-muted-foreground size-6 animate-spin" />
      <span className="sr-only">{library.loadingMore}</span>
    </div>
  );
}
