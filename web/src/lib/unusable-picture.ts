import { pictures } from '@/texts';

/** Why a file cannot be used. */
export type PictureReason = 'wrongType' | 'heic' | 'tooLarge' | 'tooManyPixels' | 'unreadable';

export class UnusablePicture extends Error {
  constructor(readonly reason: PictureReason) {
    super(reason);
  }
}

/** The message for an unusable picture; `megabytes` is the size limit. */
export function wordsForPicture({ reason }: UnusablePicture, megabytes: number): string {
  return reason === 'tooLarge' ? pictures.tooLarge(megabytes) : pictures[reason];
}
