/** Texts of the static pages. */
export const landing = {
  heroKind: 'Pictures, edits and videos by AI',
  heroStart: 'Say it. See it.',
  heroEnd: 'Set it in motion.',
  openStudio: 'Open your studio',
  heroLead:
    'For shops, designers and storytellers who need a picture now and not next week: describe it, edit it, let it move.',
  heroNote: 'Free to start. No card needed.',
  seePlans: 'See plans',
  heroAlt: 'The studio: a button with the price of a generation, and the finished picture of a lighthouse at dusk.',
  examplesHeading: 'Start from one of these',
  examplesLead: 'Press a picture: its prompt is in the form, and nothing runs before you press Generate.',
  useExample: (prompt: string) => `Start with: ${prompt}`,
  examples: {
    lighthouse: 'A lighthouse over the sea at dusk',
    city: 'A city street full of neon light',
    aurora: 'Aurora over mountains and a still fjord',
    dunes: 'Golden dunes in the last light of the day',
    lavender: 'A meadow of lavender flowers, dreamy',
    silk: 'Folds of silk in warm light, close up',
  },
  voicesHeading: 'What customers say',
  contact: 'Your question is not here?',
  contactLink: 'Write to us',
  makesHeading: 'Three things it does well',
  makes: {
    image: {
      title: 'Pictures',
      text: 'Say what you want to see. Choose the size, and a detailed picture is there within moments.',
      prompt: 'A meadow of poppies in golden light',
    },
    edit: {
      title: 'Edits',
      text: 'Bring up to three pictures of your own and say what should change. The rest stays as it is.',
      prompt: 'Make it a cold winter day, with snow',
      before: 'Before',
      after: 'After',
      beforeAlt: 'Mountains over a still lake in the warm light of sunset.',
      afterAlt: 'The same mountains and lake in cold light, while snow is falling.',
    },
    video: {
      title: 'Videos',
      text: 'Give a first and a last frame. The model creates the video between them.',
      prompt: 'The sun goes down, the moon comes up',
      alt: 'A video: a sailboat in golden light, and then at night.',
    },
  },
  modelsHeading: 'The models, and what they cost',
  modelsLead: 'You pay for each generation in credits, and see the price before you start. A generation that fails is refunded in full.',
  stepsHeading: 'From thought to file in three steps',
  steps: [
    { title: 'Say it', text: 'Pick a model and describe what you have in mind. The price is on the button.' },
    { title: 'Watch it', text: 'Queue, progress and result arrive live. Changed your mind? Cancel, and your credits are back.' },
    { title: 'Keep it', text: 'Everything lands in your library, searchable, with the inputs that made it.' },
  ],
  promiseHeading: 'Fair by design',
  promises: [
    { icon: 'refund', title: 'Failures cost nothing', text: 'You get the credits back automatically, whatever the reason.' },
    { icon: 'once', title: 'Paid once', text: 'A double click or a bad connection never starts a second generation.' },
    { icon: 'yours', title: 'Yours', text: 'Your library is yours: download it or delete it at any time.' },
  ],
  plansHeading: 'Plans that refill every month',
  plansLead: 'Start for free. Move up when you make more; change or cancel at any time.',
  questionsHeading: 'Before you start',
  questions: [
    {
      question: 'Do I have to install or learn anything?',
      answer: 'No. It runs in the browser, on a phone too. If you can say what you want to see, you can use it.',
    },
    {
      question: 'What can I try for free?',
      answer: 'All models that need no paid plan. The free plan comes with {credits each month}, and needs no card.',
    },
    {
      question: 'How long does it take?',
      answer:
        'A picture or an edit is there within moments, a video takes some minutes. You see where it is all the time, and may close the page: the result waits in your library.',
    },
    {
      question: 'What if I do not like the result?',
      answer:
        'Change the words and generate again: what you typed is kept. If a generation fails or you cancel it, you get its credits back automatically.',
    },
    {
      question: 'Who sees what I make?',
      answer:
        'Your library is shown to you alone. The address of a file is too long to be guessed; whoever you give it to can open it, until you delete the file.',
    },
    {
      question: 'Do I need a subscription?',
      answer: 'No. Credit packs are bought once and never expire, with the free plan too.',
    },
  ],
  lastHeading: 'Your first picture is a minute away',
  lastLead: 'Sign up, write a sentence, press one button.',
};

export const card = {
  alt: 'Snowy mountains, a meadow of flowers and a sailboat, made from words.',
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
  title: 'Studio',
  modelGone: 'The model that made this is no longer offered.',
};

export const footer = {
  rights: (year: number, name: string) => `© ${year} ${name}`,
  runsOn: (name: string) => `Runs on ${name}`,
  source: 'Source code',
  contact: 'Contact',
  navigation: 'More pages',
};
