export const changeEmail = {
  title: 'Change your email address',
  lead: (email: string) => `You log in with ${email}.`,
  field: 'New email address',
  submit: 'Send confirmation',
  same: 'This is your present email address.',
  sent: (email: string) =>
    `We sent a link to ${email}. Open it to confirm; if a mail came to your present address too, open that link as well. Until then nothing changes.`,
};
