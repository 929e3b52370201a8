import { useEffect, useEffectEvent } from 'react';

import type { InputField } from '@/lib/input-schema';

import type { Draft } from './inputs';
import type { Slots } from './use-uploads';

const TEXT_FIELD = 'textarea, [contenteditable], input:not([type=checkbox], [type=radio], [type=file], [type=range], [type=button])';

/**
 * Put a pasted picture into the focused picture input, else into the first empty one. A clipboard may contain text and a picture of
 * that text; if a text field has the focus, the browser pastes the text.
 */
export function usePastedImages(fields: InputField[], values: Draft, slots: Slots): void {
  const paste = useEffectEvent((event: ClipboardEvent) => {
    const clipboard = event.clipboardData;
    if (!clipboard || (clipboard.types.includes('text/plain') && document.activeElement?.matches(TEXT_FIELD))) return;
    const file = [...clipboard.files].find(({ type }) => type.startsWith('image/'));
    const name = file && targetOf(fields, (input) => Boolean(values[input]) || slots.isBusy(input));
    if (!name) return;
    event.preventDefault();
    slots.start(name, file);
  });
  useEffect(() => {
    document.addEventListener('paste', paste);
    return () => document.removeEventListener('paste', paste);
  }, []);
}

function targetOf(fields: InputField[], isFilled: (name: string) => boolean): string | undefined {
  const focused = document.activeElement?.closest<HTMLElement>('[data-image-input]')?.dataset['imageInput'];
  const images = fields.filter(({ widget }) => widget === 'image').map(({ name }) => name);
  return focused ?? images.find((name) => !isFilled(name)) ?? images[0];
}
