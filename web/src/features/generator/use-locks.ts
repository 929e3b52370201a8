import { useEffect, useState } from 'react';

import type { Model } from '@/lib/models';

type Access = { nameOf: (tier: string) => string; open: string[] };

/** The name of the plan that each model needs which the user's plan does not include, by the model's id. */
export function useLocks(models: Model[]): ReadonlyMap<string, string> {
  const [access, setAccess] = useState<Access | null>(null);
  const asked = models.some(({ min_tier }) => min_tier !== null);
  useEffect(() => {
    if (asked) void readAccess().then(setAccess, () => undefined);
  }, [asked]);
  const locked = models.flatMap(({ id, min_tier }) => (access && min_tier && !access.open.includes(min_tier) ? [[id, access.nameOf(min_tier)] as const] : []));
  return new Map(locked);
}

/** Loaded only where a model is not for everybody. If it fails, the service still refuses. */
async function readAccess(): Promise<Access> {
  const { namesOf, readOpenTiers, readTiers } = await import('@/lib/tier');
  const [tiers, open] = await Promise.all([readTiers(), readOpenTiers()]);
  return { nameOf: (tier) => namesOf(tiers, tier)[0] ?? tier, open };
}
