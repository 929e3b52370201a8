import { format } from '@/lib/format';

export const share = {
  button: 'Share',
  title: 'Share with a link',
  off: {
    result: 'This result is not shared. Anyone with the link will see the picture or video, its size and the name of its model. They need no account. Your name is not shown. You can stop sharing here at any time.',
    collection:
      'This collection is not shared. Anyone with the link will see its name and all its results, also those that you add later. They need no account. Your name is not shown. You can stop sharing here at any time.',
  },
  on: {
    result: 'Anyone with this link can see the picture or video, its size and the name of its model. They need no account. Your name is not shown.',
    collection: 'Anyone with this link can see the name of the collection and all its results, also those that you add later. They need no account. Your name is not shown.',
  },
  showPrompt: { result: 'Also show the prompt', collection: 'Also show the prompts' },
  create: 'Create and copy link',
  created: 'Link created and copied.',
  link: 'Link',
  copy: 'Copy link',
  copied: 'Link copied.',
  notCopied: 'Your browser did not allow copying. Copy the link below.',
  open: 'Open',
  stop: 'Stop sharing',
  stopped: 'Sharing has ended. The link no longer works.',
  stopNote: {
    result: 'If you stop sharing, the link stops working at once. Whoever has saved the file or its own address can still open it, until you delete the result.',
    collection: 'If you stop sharing, the link stops working at once. Whoever has saved a file or its own address can still open it, until you delete the result.',
  },
  failed: 'This could not be saved. Try again.',
  tooMany: 'You have as many links as an account can have. Stop sharing something else first.',
};

export const sharedPage = {
  title: 'Shared result',
  description: 'A picture or video that someone made here and shares with a link.',
  madeWith: (model: string) => `Made with ${model}`,
  size: (width: number, height: number) => `${format.number(width)} × ${format.number(height)}`,
  noPrompt: 'A shared result',
  make: 'Make your own',
  noScript: 'This page needs JavaScript. A link that works shows its result without it: open the link again. If it leads here, it has been ended, or a part of it is missing.',
  goneTitle: 'This link does not work',
  gone: 'The owner has ended this link, or a part of the link is missing.',
  empty: 'Nothing in this collection yet',
  count: (total: number) => (total === 1 ? '1 result' : `${format.number(total)} results`),
  position: (place: number, of: number) => `Result ${format.number(place)} of ${format.number(of)}`,
  previous: 'Previous',
  next: 'Next',
  download: 'Download',
  openOne: (position: number) => `Open result ${format.number(position)}`,
  more: 'Show more',
  mediaFailed: 'The file cannot be shown at the moment.',
};
