import { prefersLessMotion } from '@/lib/motion';

/**
 * Lets each film, a video over its first picture, play while it is looked at: by itself, unless less motion is wished
 * for. One that is paused by hand stays so.
 */
export function playInView(places: Iterable<Element>): void {
  const watcher = new IntersectionObserver((entries) => entries.forEach(turn), { threshold: 0.6 });
  const seen = new Set<HTMLVideoElement>();
  for (const place of places) {
    const film = place.querySelector('video');
    if (!film) continue;
    film.addEventListener('pause', () => seen.has(film) && watcher.unobserve(film));
    watcher.observe(film);
  }

  function turn({ target, isIntersecting }: IntersectionObserverEntry): void {
    const film = target as HTMLVideoElement;
    if (isIntersecting) {
      seen.add(film);
      show(film);
    } else {
      seen.delete(film);
      film.pause();
    }
  }
}

/** A player with controls and nothing to show would be a grey box: it gets the picture behind it. */
function show(film: HTMLVideoElement): void {
  film.poster ||= film.parentElement?.querySelector('img')?.currentSrc ?? '';
  film.controls = true;
  // Some browsers let nothing play by itself: then there is the button.
  if (!prefersLessMotion()) film.play().catch(() => undefined);
}
