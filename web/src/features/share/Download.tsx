import { buttonClass } from '@/components/button-class';
import { downloadUrl, nameOfFile } from '@/lib/media';
import { sharedPage as texts } from '@/texts';

import type { SharedResult } from './api';

/** Saves the file. Its name tells the prompt only if the owner shows it. */
export function Download({ result, size }: { result: SharedResult; size?: 'large' }) {
  const { media_url: url, prompt } = result;
  return (
    <a href={downloadUrl(url, nameOfFile(prompt ?? texts.noPrompt, url))} download className={buttonClass({ size })}>
      <span aria-hidden="true" className="icon-[lucide--download] size-4" />
      <span>{texts.download}</span>
    </a>
  );
}
