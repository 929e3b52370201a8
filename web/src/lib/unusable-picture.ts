import { pictures } from '@/texts';

/** Why a file cannot be used. */
export type PictureReason = 'wrongType' | 'heic' | 'tooLarge' | 'tooManyPixels' | 'unreadable';

export class UnusablePicture extends Error {
  constructor(readonly reason: PictureReason) {
    super(reason);
  }
}

/** What is wrong with a file of at most so many megabytes, in words. */
export function wordsForPicture({ reason }: UnusablePicture, megabytes: number): string {
  return reason === 'tooLarge' ? pictures.tooLarge(megabytes) : pictures[reason];
}
