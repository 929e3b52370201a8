import client from '@astrojs/preact/client.js';
import type { ComponentType } from 'react';

import { AccountNav } from '@/islands/AccountNav';
import { Connection } from '@/islands/Connection';
import { watchFileDrag } from '@/lib/file-drag';
import { rememberPlace } from '@/lib/place';
import { requireSession } from '@/lib/session';
import { database } from '@/lib/supabase/database';

import './every-page';

/** Astro's element around an island. */
type Island = HTMLElement & { Component: ComponentType; hydrator: typeof client; hydrate: () => Promise<void> };

/**
 * Start a page for signed-in users, and hydrate its islands with `client:page`. Such a page loads its islands with this one script: on a
 * slow connection, each of many small scripts would delay the large ones.
 */
export function startPage(islands: Record<string, ComponentType>): void {
  watchFileDrag();
  rememberPlace();
  requireSession();
  // Load its client now: the page reads rows as soon as the session is known.
  void database().catch(() => undefined);
  const all: Record<string, ComponentType> = { AccountNav, Connection, ...islands };
  for (const island of document.querySelectorAll<Island>('astro-island[client=page]')) {
    const component = all[island.getAttribute('component-export') ?? ''];
    if (component === undefined) continue;
    island.Component = component;
    island.hydrator = client;
    void island.hydrate();
  }
}
