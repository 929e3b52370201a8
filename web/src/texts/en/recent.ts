export const recent = {
  title: 'Recent prompts',
  show: 'Recent',
  shelves: { recent: 'Recent', examples: 'Examples' },
  search: 'Search recent prompts',
  failed: 'Your recent prompts could not be loaded',
  empty: 'No prompts yet',
  emptyHint: 'The prompts of your last fifty different generations are listed here.',
  noMatch: 'No prompt matches your search',
  noMatchHint: 'Try other words.',
  used: 'The recent prompt is in the form.',
  usedExample: 'The example is in the form.',
};
