import { useState } from 'react';

import { Button } from '@/components/Button';
import { Notice } from '@/components/Notice';
import { destination } from '@/lib/visitor';
import { providerTexts as texts } from '@/texts';

import { messageOf } from './api';
import { logInWith } from './api-account';
import { type Provider, PROVIDERS } from './provider-icons';

/** A button for each enabled provider that has a name and an icon here. */
export default function ProviderButtons({ enabled }: { enabled: string[] }) {
  const [busy, setBusy] = useState<Provider>();
  const [problem, setProblem] = useState<unknown>();
  const providers = (Object.keys(PROVIDERS) as Provider[]).filter((provider) => enabled.includes(provider));
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
        {texts.or}
      </p>
      {problem !== undefined && <Notice tone="bad">{messageOf(problem)}</Notice>}
      <div className="grid gap-2">
        {providers.map((provider) => (
          <Button key={provider} busy={busy === provider} onClick={() => press(provider)}>
            {busy !== provider && <span aria-hidden="true" className={`size-4 shrink-0 ${PROVIDERS[provider].icon}`} />}
            <span>{texts.logInWith(PROVIDERS[provider].name)}</span>
          </Button>
        ))}
      </div>
    </div>
  );
}
