import { format } from '@/lib/format';

export const library = {
  heading: 'Library',
  search: 'Search prompts',
  type: 'Type',
  types: { all: 'All', image: 'Images', video: 'Videos' },
  filters: 'Filters',
  allFilters: 'Show all filters',
  statuses: { completed: 'Done', running: 'Running', failed: 'Failed' },
  periods: { today: 'Today', week: 'This week', month: 'This month' },
  favourites: 'Favourites',
  collection: 'Collection',
  favourite: (prompt: string) => `Favourite: ${prompt}`,
  anyCollection: 'Any collection',
  collections: 'Manage collections',
  dates: 'Other dates',
  from: 'From',
  to: 'To',
  between: (from: string, to: string) => `${from || '…'} to ${to || '…'}`,
  model: 'Model',
  anyModel: 'Any model',
  emptyTitle: 'Nothing here yet',
  empty: 'Write a prompt above and generate. Your pictures and videos are kept here.',
  emptyAction: 'Make your first picture',
  noMatchTitle: 'Nothing matches',
  noMatch: 'These are on:',
  searchedFor: (words: string) => `Words: ${words}`,
  clearFilter: (name: string) => `Clear: ${name}`,
  clearFilters: 'Clear filters',
  failedTitle: 'Your library could not be loaded',
  moreFailed: 'The rest could not be loaded.',
  loadingMore: 'Loading more',
  open: (prompt: string) => `Open: ${prompt}`,
  select: (prompt: string) => `Select: ${prompt}`,
  placeInSet: (place: number, of: number) => `${place} of ${of}`,
  fresh: 'New',
  earlier: 'Earlier',
  toTop: 'Back to the top of the library',
  wholePrompt: (prompt: string) => `Whole prompt: ${prompt}`,
  failed: 'Failed',
  cancelled: 'Cancelled',
  typeNames: { image: 'Image', video: 'Video' },
};

export const lightbox = {
  label: 'Details',
  previous: 'Previous',
  next: 'Next',
  prompt: 'Prompt',
  model: 'Model',
  created: 'Created',
  credits: 'Credits',
  creditsBack: (amount: number) => `${format.number(amount)}, refunded`,
  delete: 'Delete',
  zoomIn: 'Show at 100%',
  zoomOut: 'Fit in',
  size: 'Size',
  pixels: (width: number, height: number) => `${format.number(width)} × ${format.number(height)}`,
  mediaFailed: 'The file cannot be shown at the moment.',
  missing: 'This entry was deleted, or belongs to another account.',
};

export const deletion = {
  title: (count: number) => (count === 1 ? 'Delete this for good?' : `Delete ${format.number(count)} for good?`),
  text: (count: number): string =>
    count === 1
      ? 'The file and its entry are removed. This cannot be undone.'
      : 'The files and their entries are removed. This cannot be undone.',
  running: (count: number) => (count === 1 ? '1 is not finished. It is not deleted.' : `${format.number(count)} are not finished. They are not deleted.`),
  confirm: 'Delete',
  done: (count: number) => (count === 1 ? 'Deleted.' : `${format.number(count)} deleted.`),
  failed: (count: number) =>
    count === 1 ? 'It could not be deleted. Try again.' : `${format.number(count)} could not be deleted. They are still selected.`,
};

export const selecting = {
  label: 'Selection',
  selectAll: 'Select all',
  count: (count: number) => `${format.number(count)} selected`,
  clear: 'Clear selection',
  download: 'Download',
  downloading: (done: number, of: number) => `${format.number(done)} of ${format.number(of)}`,
  inFile: (count: number, of: number) => `${format.number(count)} of ${format.number(of)} ${count === 1 ? 'is' : 'are'} in the file.`,
  haveFailed: (count: number) => `${format.number(count)} failed.`,
  wereCancelled: (count: number) => (count === 1 ? '1 was cancelled.' : `${format.number(count)} were cancelled.`),
  areUnfinished: (count: number) => (count === 1 ? '1 is not finished.' : `${format.number(count)} are not finished.`),
  notDownloaded: (names: string) => `Not in the file, because they could not be loaded: ${names}`,
  downloadFailed: 'Nothing could be loaded. Check your connection, and try again.',
  noRoom: 'The file could not be written. Free some space on this device, or select fewer results.',
  favourite: 'Favourite',
  remove: 'Remove from collection',
  compare: 'Compare',
  delete: 'Delete',
};

export const comparing = {
  label: 'Comparison',
  missing: 'One of the two was deleted, or belongs to another account.',
  before: 'Before',
  after: 'After',
  line: 'Line between before and after',
};

function sizeOf(count: number): string {
  return count === 1 ? '1 result' : `${format.number(count)} results`;
}

export const collections = {
  title: 'Collections',
  add: 'Add to collection',
  addTitle: (count: number) => `Add ${format.number(count)} to a collection`,
  new: 'New collection',
  search: 'Search collections',
  noneFound: 'No collection has this name.',
  emptyTitle: 'This collection is empty',
  empty: 'Select results in your library, then choose “Add to collection”.',
  emptyAction: 'Show all results',
  create: 'Create',
  name: 'Name',
  save: 'Save',
  open: (name: string, count: number) => `Open: ${name}, ${sizeOf(count)}`,
  size: sizeOf,
  rename: (name: string) => `Rename: ${name}`,
  delete: (name: string) => `Delete: ${name}`,
  deleteTitle: (name: string) => `Delete the collection “${name}”?`,
  deleteText: 'The results stay in your library. A public link to this collection stops working.',
  deleteConfirm: 'Delete',
  nameRule: 'Write a name of 1 to 60 characters.',
  taken: 'You have a collection of this name.',
  tooMany: 'You can have 100 collections. Delete one first.',
  full: 'A collection can hold 2,000 results.',
  failed: 'That could not be saved. Try again.',
  addable: (count: number, of: number) => `${format.number(count)} of ${format.number(of)} can be added.`,
  marked: (count: number, of: number) => `${format.number(count)} of ${format.number(of)} ${count === 1 ? 'is a favourite' : 'are favourites'} now.`,
  unmarked: (count: number) => (count === 1 ? 'Removed from favourites.' : `${format.number(count)} removed from favourites.`),
  added: (count: number, name: string) => `${format.number(count)} added to “${name}”.`,
  removed: (count: number) => `${format.number(count)} removed from the collection.`,
};
