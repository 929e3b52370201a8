import { lazy, Suspense, useEffect, useState } from 'react';

import { readProviders } from './providers';

const ProviderButtons = lazy(() => import('./ProviderButtons'));

/** The buttons of OAuth providers. Their code is loaded only if a provider is enabled. */
export function OAuthProviders() {
  const [enabled, setEnabled] = useState<string[]>([]);
  useEffect(() => void readProviders().then(setEnabled), []);
  if (enabled.length === 0) return null;
  return (
    <Suspense>
      <ProviderButtons enabled={enabled} />
    </Suspense>
  );
}
