import { useEffect, useEffectEvent } from 'react';

import type { Drafts } from '@/features/generator/drafts';
import { parseInputSchema } from '@/lib/input-schema';
import type { Model } from '@/lib/models';
import { removeParams } from '@/lib/remove-params';
import { isVisible } from '@/lib/visible';

/** Fills the form with the example that the URL names, `?example=<prompt>&example_model=<id>`. If the model is gone, the first one takes the prompt. */
export function useExample(models: Model[], drafts: Drafts): void {
  const fill = useEffectEvent(() => {
    const query = new URLSearchParams(location.search);
    const prompt = query.get('example');
    const active = models.filter((model) => model.active);
    const model = active.find(({ id }) => id === query.get('example_model')) ?? active[0];
    const field = parseInputSchema(model?.input_schema)?.promptField;
    if (!prompt || !model) return;
    if (field && isVisible(prompt)) drafts.fill(model.id, { [field]: prompt });
    removeParams('example', 'example_model');
  });
  useEffect(() => fill(), [models]);
}
