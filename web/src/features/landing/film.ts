import { prefersLessMotion } from '@/lib/motion';

/** Lets films play while they are looked at, unless less motion is wished for. One that is paused by hand stays so. */
export function playInView(films: Iterable<HTMLVideoElement>): void {
  if (prefersLessMotion()) return;
  const seen = new Set<Element>();
  const watcher = new IntersectionObserver((entries) => entries.forEach(turn), { threshold: 0.6 });
  for (const film of films) {
    film.addEventListener('pause', () => seen.has(film) && watcher.unobserve(film));
    watcher.observe(film);
  }

  function turn({ target, isIntersecting }: IntersectionObserverEntry): void {
    const film = target as HTMLVideoElement;
    if (isIntersecting) {
      seen.add(film);
      // Some browsers let nothing play by itself: then there is the button.
      film.play().catch(() => watcher.unobserve(film));
    } else {
      seen.delete(film);
      film.pause();
    }
  }
}
