import { format } from '@/lib/format';

export const share = {
  button: 'Share',
  title: 'Share by a link',
  off: 'Not shared. With a link, everybody who has it can see it, without an account.',
  on: 'Everybody who has this link can see what you share.',
  showPrompt: 'Show prompts, too',
  create: 'Create and copy link',
  created: 'Link copied. It works from now on.',
  link: 'Link',
  copy: 'Copy link',
  copied: 'Link copied.',
  open: 'Open',
  stop: 'Stop sharing',
  stopped: 'The link no longer works.',
  stopNote: 'The page closes at once. A copy that somebody has saved stays with them.',
  failed: 'This could not be saved. Try again.',
  tooMany: 'You have as many links as are possible. Stop sharing something else first.',
};

export const sharedPage = {
  title: 'Shared result',
  description: 'A picture or video that somebody made here and shares by a link.',
  madeWith: (model: string) => `Made with ${model}`,
  size: (width: number, height: number) => `${format.number(width)} × ${format.number(height)}`,
  noPrompt: 'A shared result',
  make: 'Make your own',
  goneTitle: 'This link does not work',
  gone: 'Its owner has stopped sharing it, or part of the link is missing.',
  empty: 'Nothing in this collection yet',
  count: (total: number) => (total === 1 ? '1 result' : `${format.number(total)} results`),
  openOne: (position: number) => `Open result ${format.number(position)}`,
  more: 'Show more',
  mediaFailed: 'The file cannot be shown at the moment.',
};
