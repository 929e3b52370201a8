import { type GenerationChange, isUnfinished, watchGenerations } from '@/lib/generations';
import { toast } from '@/lib/toasts';
import { ended as texts } from '@/texts';

import { readCurrentGenerations } from './api';

const STUDIO = '/dashboard';
const ICON = '/icon-192.png';
const DOT = { at: 0.74, radius: 0.26, colour: '#e11d48' };

/**
 * Notify the user when a generation ends while another tab or another page of the app is in front. The page's title and icon
 * show it. In another tab there is a notification too, if the user has allowed it; on another page of the app there is a toast.
 * @returns a function that ends this
 */
export function notifyEnded(userId: string): () => void {
  const unfinished = new Set<string>();
  const title = document.title;
  let count = 0;

  function onChange(change: GenerationChange) {
    if (!change.status) return;
    if (isUnfinished({ status: change.status })) unfinished.add(change.id);
    else if (unfinished.delete(change.id) && change.failure_reason !== 'cancelled') announce(change.status === 'completed');
  }

  function announce(good: boolean) {
    if (!document.hidden && isStudio()) return;
    count += 1;
    document.title = `(${count}) ${title}`;
    void markIcon();
    const text = good ? texts.ready : texts.failed;
    if (document.hidden) notify(text);
    else toast(text, good ? 'good' : 'bad');
  }

  function resetWhenSeen() {
    if (document.hidden || !isStudio() || count === 0) return;
    count = 0;
    document.title = title;
    setIcon(null);
  }

  const watch = watchGenerations(userId, {
    inserted: onChange,
    updated: onChange,
    deleted: (id) => unfinished.delete(id),
    synced: () => read(),
  });
  const read = () => void watch.read(readCurrentGenerations(null), (rows) => rows.forEach(onChange)).catch(() => undefined);
  read();
  document.addEventListener('visibilitychange', resetWhenSeen);
  return () => {
    watch.stop();
    document.removeEventListener('visibilitychange', resetWhenSeen);
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
    // Chrome on Android allows notifications only from service workers. The title and the icon still show the end.
  }
}

/** Show the page's icon with a dot. */
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
