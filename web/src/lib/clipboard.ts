import { generationTexts as texts } from '@/texts';

import { toast } from './toasts';

/** Copy a text and show a toast. If the browser does not allow it, call `onRefused`; without it, a toast says so. */
export async function copy(text: string, message: string, onRefused = () => toast(texts.copyFailed, 'bad')): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    toast(message, 'good');
  } catch {
    onRefused();
  }
}
