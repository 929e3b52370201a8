export const forgotPassword = {
  title: 'Forgot your password?',
  lead: 'Tell us your email address and we send you a link to set a new one.',
  submit: 'Send link',
  remembered: 'Remembered it?',
};

export const updatePassword = {
  title: 'Set a new password',
  lead: 'You stay logged in here afterwards.',
  submit: 'Save password',
  savedTitle: 'All set',
  saved: 'Your new password is saved.',
  openStudio: 'Open your studio',
  noSessionTitle: 'This page needs a fresh link',
  noSession: 'The link that led here has expired, was used before, or was opened in another browser.',
  askAgain: 'Send a new link',
};

export const callback = {
  title: 'Logging you in…',
  lead: 'One moment.',
  failedTitle: 'This link does not work',
  deniedTitle: 'You are not logged in',
  otherBrowser:
    'It was opened in another browser than the one that asked for it. Your address is confirmed all the same: log in with your password.',
  toLogin: 'Go to login',
};

export const confirm = {
  email: { title: 'Almost there', lead: 'Press the button to confirm your email address and open your studio.', submit: 'Continue' },
  magiclink: { title: 'Log in', lead: 'You asked for a login link. Here you go.', submit: 'Log in' },
  recovery: { title: 'Set a new password', lead: 'Go on to choose a new password.', submit: 'Continue' },
  invite: { title: 'Accept your invitation', lead: 'Go on to choose a password.', submit: 'Accept' },
  email_change: { title: 'Confirm your new email address', lead: 'From then on you log in with it.', submit: 'Confirm' },
  missingTitle: 'This link is not complete',
  missing: 'Copy the whole link from the mail, or ask for a new one.',
  halfDone: 'Confirmed. Now open the link in the mail to your other address too.',
};
