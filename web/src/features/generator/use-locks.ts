import { useEffect, useState } from 'react';

import type { Model } from '@/lib/models';

type Access = { nameOf: (tier: string) => string; open: string[] };

/** The models that the user's plan does not include, with the name of the plan that each needs. */
export function useLocks(models: Model[]): ReadonlyMap<string, string> {
  const [access, setAccess] = useState<Access | null>(null);
  const restricted = models.some(({ min_tier }) => min_tier !== null);
  useEffect(() => {
    if (restricted) void readAccess().then(setAccess, () => undefined);
  }, [restricted]);
  const locked = models.flatMap(({ id, min_tier }) => (access && min_tier && !access.open.includes(min_tier) ? [[id, access.nameOf(min_tier)] as const] : []));
  return new Map(locked);
}

/** Read the tiers, only if a model needs one. If it fails, the form shows no lock, and the service refuses the model. */
async function readAccess(): Promise<Access> {
  const { namesOf, readOpenTiers, readTiers } = await import('@/lib/tier');
  const [tiers, open] = await Promise.all([readTiers(), readOpenTiers()]);
  return { nameOf: (tier) => namesOf(tiers, tier)[0] ?? tier, open };
}
