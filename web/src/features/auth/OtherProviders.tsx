import { lazy, Suspense, useEffect, useState } from 'react';

import { readProviders } from './providers';

const ProviderButtons = lazy(() => import('./ProviderButtons'));

/** The ways in by other providers, whose code comes only where one is enabled. */
export function OtherProviders() {
  const [enabled, setEnabled] = useState<string[]>([]);
  useEffect(() => void readProviders().then(setEnabled), []);
  if (enabled.length === 0) return null;
  return (
    <Suspense>
      <ProviderButtons enabled={enabled} />
    </Suspense>
  );
}
