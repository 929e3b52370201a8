export const common = {
  cancel: 'Cancel',
  close: 'Close',
  tryAgain: 'Try again',
  reload: 'Reload the page',
  loading: 'Loading',
  optional: 'optional',
  dismiss: 'Dismiss',
  undo: 'Undo',
  skipToContent: 'Skip to content',
  mainNavigation: 'Main',
  openMenu: 'Open menu',
  menu: 'Menu',
  dashboard: 'Studio',
  pricing: 'Pricing',
  premium: 'Premium',
  account: 'Account',
  login: 'Log in',
  signup: 'Sign up',
  getStarted: 'Start for free',
  signOut: 'Sign out',
  accountMenu: 'Account menu',
  signedInAs: 'Signed in as',
  nameInvisible: 'The name contains an invisible character. Remove it, or type the name again.',
};

export const theme = {
  label: 'Theme',
  light: 'Light',
  dark: 'Dark',
  system: 'System',
};

export const failure = {
  title: 'Something went wrong',
  crashed: 'This part of the page stopped working. Reload the page.',
  crashedKept: 'This part of the page stopped working. Reload the page; what you typed is kept.',
  notLoaded: 'Trying again reloads the page. What you typed is kept.',
  outdated: 'Part of this page did not load. Reload it in a moment.',
  unreachableTitle: 'No connection',
  unreachable: 'We could not reach the server. Check your connection, then try again.',
};
