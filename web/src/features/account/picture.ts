/** What can be cut to a picture of the user. */
export const TYPES = ['image/jpeg', 'image/png', 'image/webp', 'image/gif'];

/** Why a file cannot be used. */
export class NoPicture extends Error {
  constructor(readonly reason: 'wrongType' | 'tooLarge') {
    super(reason);
  }
}
