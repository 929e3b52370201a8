import { lazy, type ReactNode } from 'react';

/** Comes when somebody looks there; without a connection the page goes on without it. */
export const NextMonth = lazy(() => import('./NextMonth').catch(() => ({ default: (): ReactNode => null })));
