import { type GenerationChange, isRunning, watchGenerations } from '@/lib/generations';
import { toast } from '@/lib/toasts';
import { ended as texts } from '@/texts';

import { readRuns } from './api';

const STUDIO = '/dashboard';
const ICON = '/icon-192.png';
const DOT = { at: 0.74, radius: 0.26, colour: '#e11d48' };

/**
 * Tells of generations that end while the user looks elsewhere: another tab (title, icon and, if allowed, a notification), or another
 * page of the app (a toast too).
 */
export function watchEnded(userId: string): () => void {
  const running = new Set<string>();
  const title = document.title;
  let count = 0;

  function heard(change: GenerationChange) {
    if (!change.status) return;
    if (isRunning({ status: change.status })) running.add(change.id);
    else if (running.delete(change.id) && change.failure_reason !== 'cancelled') tell(change.status === 'completed');
  }

  function tell(good: boolean) {
    if (!document.hidden && isStudio()) return;
    count += 1;
    document.title = `(${count}) ${title}`;
    void markIcon();
    const text = good ? texts.ready : texts.failed;
    if (document.hidden) notify(text);
    else toast(text, good ? 'good' : 'bad');
  }

  function seen() {
    if (document.hidden || !isStudio() || count === 0) return;
    count = 0;
    document.title = title;
    setIcon(null);
  }

  const watch = watchGenerations(userId, {
    inserted: heard,
    updated: heard,
    deleted: (id) => running.delete(id),
    synced: () => read(),
  });
  const read = () => void watch.read(readRuns(null), (rows) => rows.forEach(heard)).catch(() => undefined);
  document.addEventListener('visibilitychange', seen);
  return () => {
    watch.stop();
    document.removeEventListener('visibilitychange', seen);
  };
}

function isStudio(): boolean {
  return location.pathname.startsWith(STUDIO);
}

function notify(text: string): void {
  if (!('Notification' in window) || Notification.permission !== 'granted') return;
  try {
    const shown = new Notification(text, { icon: ICON, tag: 'ended' });
    shown.addEventListener('click', () => {
      window.focus();
      if (!isStudio()) location.assign(STUDIO);
    });
  } catch {
    // Chrome on Android has notifications only for service workers; title and icon tell there.
  }
}

/** The icon of the page with a dot. */
async function markIcon(): Promise<void> {
  const picture = new Image();
  picture.src = ICON;
  await picture.decode();
  const canvas = document.createElement('canvas');
  const { width } = picture;
  canvas.width = width;
  canvas.height = width;
  const draw = canvas.getContext('2d');
  if (!draw) return;
  draw.drawImage(picture, 0, 0);
  draw.fillStyle = DOT.colour;
  draw.arc(width * DOT.at, width * DOT.at, width * DOT.radius, 0, 2 * Math.PI);
  draw.fill();
  setIcon(canvas.toDataURL());
}

/** Show this icon; null shows the page's own again. */
function setIcon(url: string | null): void {
  document.querySelector('link[data-ended]')?.remove();
  if (!url) return;
  const link = Object.assign(document.createElement('link'), { rel: 'icon', href: url });
  link.dataset['ended'] = '';
  document.head.append(link);
}
