import { generationTexts as texts } from '@/texts';

import { toast } from './toasts';

/** Copy a text and show a toast. */
export async function copy(text: string, message: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    toast(message, 'good');
  } catch {
    toast(texts.copyFailed, 'bad');
  }
}
