/** Texts of the static pages. */
export const landing = {
  heroStart: 'Say it. See it.',
  heroEnd: 'Set it in motion.',
  openStudio: 'Open your studio',
  heroLead:
    'Describe it, edit it, set it in motion. One calm studio for image and video models, paid by the run and refunded when a run fails.',
  heroNote: '500 free credits. No card needed.',
  heroAlt: 'The studio: a prompt on the left, the finished picture of a lighthouse at dusk beside it.',
  makesHeading: 'Three things it does well',
  makes: [
    { icon: 'image', title: 'Pictures', text: 'Say what you want to see. Choose the size, and a detailed picture is there within moments.' },
    { icon: 'edit', title: 'Edits', text: 'Bring up to three pictures of your own and say what should change. The rest stays as it is.' },
    { icon: 'video', title: 'Videos', text: 'Give a first and a last frame. The model films the way from the one to the other.' },
  ],
  stepsHeading: 'From thought to file in three steps',
  steps: [
    { title: 'Say it', text: 'Pick a model and describe what you have in mind. What it costs stands on the button.' },
    { title: 'Watch it', text: 'Queue, progress and result arrive live. Changed your mind? Cancel, and your credits are back.' },
    { title: 'Keep it', text: 'Everything lands in your library, searchable, with the inputs that made it.' },
  ],
  promiseHeading: 'Fair by design',
  promises: [
    { icon: 'refund', title: 'Failed runs cost nothing', text: 'Credits come back by themselves, whatever the reason.' },
    { icon: 'once', title: 'Paid once', text: 'A double click or a bad connection never starts a second run.' },
    { icon: 'yours', title: 'Yours', text: 'Your library is yours: download it or delete it at any time.' },
  ],
  lastHeading: 'Your first picture is a minute away',
  lastLead: 'Sign up, write a sentence, press one button.',
};

export const notFound = {
  title: 'Page not found',
  lead: 'There is nothing at this address. It may have moved, or the link may be incomplete.',
  action: 'Go to the start page',
};

export const serverError = {
  title: 'Something went wrong',
  lead: 'That was us, not you. Try again in a moment.',
  action: 'Go to the start page',
};

export const dashboard = {
  title: 'Dashboard',
  greeting: (name: string | null) => (name ? `Hello, ${name}` : 'Hello'),
  lead: 'What shall we make today?',
  modelGone: 'The model that made this is no longer offered.',
  noTaker: 'No model takes pictures at the moment.',
};

export const footer = {
  rights: (year: number, name: string) => `© ${year} ${name}`,
};
