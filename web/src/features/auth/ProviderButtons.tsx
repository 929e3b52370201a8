import { useEffect, useState } from 'react';

import { Button } from '@/components/Button';
import { Notice } from '@/components/Notice';
import { destination } from '@/lib/session';
import { login } from '@/texts';

import { logInWith } from './api';
import { wordsOf } from './AuthHeading';
import { type Provider, PROVIDERS, readProviders } from './providers';

/** A button for each provider that the project has enabled; nothing where there is none. */
export function ProviderButtons() {
  const [providers, setProviders] = useState<Provider[]>([]);
  const [busy, setBusy] = useState<Provider>();
  const [problem, setProblem] = useState<unknown>();
  useEffect(() => void readProviders().then(setProviders), []);
  if (providers.length === 0) return null;

  function press(provider: Provider) {
    setBusy(provider);
    setProblem(undefined);
    logInWith(provider, destination()).catch((caught: unknown) => {
      setBusy(undefined);
      setProblem(caught);
    });
  }

  return (
    <div className="arrive grid gap-3">
      <p className="text-muted-foreground before:bg-edge/50 after:bg-edge/50 flex items-center gap-3 text-sm before:h-px before:grow after:h-px after:grow">
        {login.or}
      </p>
      {problem !== undefined && <Notice tone="bad">{wordsOf(problem)}</Notice>}
      <div className={`grid gap-2 ${providers.length > 1 ? 'sm:grid-cols-2 sm:[&>:last-child:nth-child(odd)]:col-span-2' : ''}`}>
        {providers.map((provider) => (
          <Button key={provider} busy={busy === provider} onClick={() => press(provider)}>
            {busy !== provider && <span aria-hidden="true" className={`size-4 ${PROVIDERS[provider].icon}`} />}
            {login.with(PROVIDERS[provider].name)}
          </Button>
        ))}
      </div>
    </div>
  );
}
