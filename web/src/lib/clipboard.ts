import { generationTexts as texts } from '@/texts';

import { toast } from './toasts';

/** Copy a text and show a toast. */
export async function copy(text: string, said: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    toast(said, 'good');
  } catch {
    toast(texts.copyFailed, 'bad');
  }
}
