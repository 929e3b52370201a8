import { prefersLessMotion } from '@/lib/motion';

/**
 * Play each film (a video over its first frame) while it is on the screen, unless the visitor prefers reduced motion. A film
 * that the visitor paused stays paused.
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

/** Set the poster together with the controls: a player without a frame is a grey box. */
function show(film: HTMLVideoElement): void {
  film.poster ||= film.parentElement?.querySelector('img')?.currentSrc ?? '';
  film.controls = true;
  // The browser refused autoplay: the visitor can use the button.
  if (!prefersLessMotion()) film.play().catch(() => undefined);
}
