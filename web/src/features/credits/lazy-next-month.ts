import { lazy, type ReactNode } from 'react';

/** Loaded on demand; if loading fails, the page works without it. */
export const NextMonth = lazy(() => import('./NextMonth').catch(() => ({ default: (): ReactNode => null })));
