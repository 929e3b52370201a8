import { useEffect, useEffectEvent } from 'react';

import type { InputField } from '@/lib/input-schema';

import type { Draft } from './inputs';

/** A pasted picture goes where the focus is, else into the first picture input that is empty. */
export function usePastedImages(fields: InputField[], values: Draft, onImage: (name: string, file: Blob) => void): void {
  const paste = useEffectEvent((event: ClipboardEvent) => {
    const file = [...(event.clipboardData?.files ?? [])].find(({ type }) => type.startsWith('image/'));
    const name = file && targetOf(fields, values);
    if (!name) return;
    event.preventDefault();
    onImage(name, file);
  });
  useEffect(() => {
    document.addEventListener('paste', paste);
    return () => document.removeEventListener('paste', paste);
  }, []);
}

function targetOf(fields: InputField[], values: Draft): string | undefined {
  const focused = document.activeElement?.closest<HTMLElement>('[data-image-input]')?.dataset['imageInput'];
  const images = fields.filter(({ widget }) => widget === 'image').map(({ name }) => name);
  return focused ?? images.find((name) => !values[name]) ?? images[0];
}
