import { format } from '@/lib/format';
import { credits } from './app';

const ORDINALS: Record<string, string> = { one: 'st', two: 'nd', few: 'rd', other: 'th' };

function ordinal(place: number): string {
  return `${place}${ORDINALS[new Intl.PluralRules('en', { type: 'ordinal' }).select(place)]}`;
}

export const generator = {
  heading: 'Create',
  chooseModel: 'Choose a model',
  cost: (amount: number) => credits.pill(amount),
  categories: { image: 'Image', edit: 'Edit', video: 'Video' } as Record<string, string>,
  submit: (amount: number) => `Generate for ${credits.pill(amount)}`,
  submitting: 'Starting…',
  tooFew: (price: number, balance: number) => `This needs ${credits.pill(price)}, and you have ${format.number(balance)}.`,
  tooFewCheaper: 'Choose a cheaper model, or buy some.',
  tooFewAnyway: 'Buy some to continue.',
  buyCredits: 'Buy credits',
  locked: (plan: string) => `This model is part of the plan ${plan}.`,
  seePlans: 'See the plans',
  results: 'Results',
  oneOfEach: (shapes: number) => `${format.number(shapes)} ${shapes === 1 ? 'shape' : 'shapes'}, one result of each`,
  left: (amount: number) => `${credits.pill(amount)} left after it`,
  shape: 'Shape',
  ownShape: 'Own',
  size: (width: number, height: number) => `${format.number(width)} × ${format.number(height)}`,
  severalShapes: 'Several shapes',
  random: 'Random',
  seedRandom: 'Random, another one for each result',
  seedKept: 'The same seed and inputs make the same again. Of several results, each has the next seed.',
  reset: 'Reset',
  resetAll: 'Reset to defaults',
  wasReset: 'The form is back to its defaults.',
  length: (length: number, most: number) => `${format.number(length)} of ${format.number(most)} characters`,
  noModelsTitle: 'No models yet',
  noModels: 'There is nothing to generate with at the moment. Please look in again later.',
  modelsFailed: 'The models could not be loaded',
  modelBroken: 'The form of this model cannot be shown at the moment. Choose another one.',
  modelUnavailable: 'Not available right now',
  modelGone: 'This model is no longer offered. Your text is kept; choose another one.',
  range: (minimum: number, maximum: number) => `${format.number(minimum)}–${format.number(maximum)}`,
  steps: (step: number) => `steps of ${format.number(step)}`,
};

export const problems = {
  missing: 'Please fill this in.',
  missingImage: 'Add a picture.',
  notANumber: 'Enter a number.',
  notWhole: 'Enter a whole number.',
  tooSmall: (minimum: number) => `At least ${format.number(minimum)}.`,
  tooLarge: (maximum: number) => `At most ${format.number(maximum)}.`,
  step: (step: number, near: number[]) =>
    `Use steps of ${format.number(step)}, for example ${near.map((value) => format.number(value)).join(' or ')}.`,
  tooShort: (length: number) => `At least ${format.number(length)} characters.`,
  tooLong: (length: number) => `At most ${format.number(length)} characters.`,
  pattern: 'This does not have the right format.',
  notAChoice: 'Choose one of these.',
  uploading: 'Wait until the picture is uploaded.',
};

/** By error code of the service. */
export const serviceErrors: Record<string, string> = {
  unauthorized: 'Your session has ended. Log in again; what you typed is kept.',
  user_banned: 'This account was suspended. Nothing was taken.',
  insufficient_credits: 'You do not have enough credits for this. Nothing was taken.',
  invalid_input: 'Something in the form is not right. Nothing was taken.',
  model_broken: 'This model is not available at the moment. Nothing was taken. Choose another one.',
  unknown_model: 'This model is no longer offered. Nothing was taken.',
  payload_too_large: 'The text is too long. Shorten it and try again.',
  rate_limited: 'Too many requests. Wait a moment, then try again.',
  too_many_waiting: 'No more generations can wait in line. Wait for one to finish, or cancel one. Nothing was charged.',
  tier_required: 'This model is for a higher plan. Nothing was charged.',
  refused: 'The model rejected this. Your credits are back.',
  id_taken: 'This generation could not be started. Try again.',
  already_finished: 'This generation has finished already.',
  not_found: 'This generation no longer exists.',
  unreachable:
    'We could not reach the server. Check your connection, then try again: you will not pay twice.',
  unavailable: 'The service is not available at the moment. Try again: you will not pay twice.',
};

export const generationTexts = {
  heading: 'Your generation',
  emptyTitle: 'Your result appears here',
  empty: 'Describe what you have in mind and press the button. You can watch its progress.',
  waiting: (place: number) => `Waiting, ${ordinal(place)} in line`,
  waitingSomewhere: 'Waiting in line',
  tryTitle: 'Or start with an example',
  tryExample: (title: string, amount: number) => `${title}, for ${credits.pill(amount)}`,
  pending: 'Starting',
  processing: 'In progress',
  elapsed: (clock: string) => `${clock} elapsed`,
  progress: 'Progress',
  queue: 'Running and waiting',
  resultOf: (place: number, all: number) => `Show result ${place} of ${all}`,
  allOfSet: (all: number) => `All ${all} results`,
  failed: 'Failed, credits are back',
  seed: (seed: number) => `Seed ${seed}`,
  cancel: 'Cancel generation',
  cancelTitle: 'Cancel this generation?',
  cancelText: (amount: number) => `It stops, and you get your ${credits.pill(amount)} back.`,
  cancelConfirm: 'Cancel generation',
  keep: 'Keep it running',
  cancelling: 'Cancelling…',
  cancelled: (amount: number) => `Cancelled. Your ${credits.pill(amount)} are back.`,
  download: 'Download',
  copyPrompt: 'Copy prompt',
  promptCopied: 'Prompt copied.',
  copyFailed: 'Copying is not allowed here.',
  asInput: (input: string) => `Use as “${input}”`,
  asOtherInput: 'Use as another input',
  usedAs: (input: string, model: string) => `The picture is now “${input}” of ${model}.`,
  runAgain: (amount: number) => `Run again for ${credits.pill(amount)}`,
  variation: (amount: number) => `Variation for ${credits.pill(amount)}`,
  editPrompt: 'Edit prompt',
  again: 'The inputs are back in the form. Change them, then generate.',
  failedTitle: 'This generation failed',
  cancelledTitle: 'This generation was cancelled',
  refunded: (amount: number) => `Your ${credits.pill(amount)} are back.`,
  announceStarted: 'Your generation has started.',
  announceProgress: (share: number) => `${format.percent(share)} done.`,
  announceSet: (done: number, all: number) => `${done} of ${all} results are ready.`,
  announceSetDone: (done: number, all: number) => (done === all ? `All ${all} results are ready.` : `${done} of ${all} results are ready, the others failed.`),
  announceDone: 'Your generation is ready.',
  gone: 'This generation was deleted.',
};

/** By `failure_reason` of a generation. */
export const failureReasons: Record<string, string> = {
  cancelled: 'You cancelled it.',
  refused: 'The model rejected it. Change the prompt or the picture: the same again would be rejected too.',
  not_started: 'The model could not be reached. Wait a few minutes, then run it again.',
  failed: 'The model stopped with an error. Run it again; if that fails too, change the prompt.',
  timed_out: 'It took too long and was stopped. The model may be busy: wait a few minutes, then run it again.',
  invalid_output: 'The model returned nothing that can be shown. Run it again.',
};
export const failureUnknown: string = 'Something went wrong. Run it again.';

export const image = {
  drop: 'Drop a picture, paste it, or',
  browse: 'choose a file',
  fromLibrary: 'From library',
  remove: 'Remove picture',
  scaling: 'Preparing…',
  uploading: 'Uploading',
  failed: 'The upload failed. Check your connection, then try again.',
  gone: 'This picture no longer exists. Choose another one.',
};

export const picker = {
  title: 'Choose a picture',
  created: 'Created',
  uploaded: 'Uploaded',
  search: 'Search prompts',
  empty: { created: 'Nothing created yet', uploaded: 'Nothing uploaded yet' },
  emptyHint: 'What you make or upload is kept here, to be used again.',
  noMatch: 'No picture matches your search',
  noMatchHint: 'Try other words.',
  failed: 'Your pictures could not be loaded',
  more: 'Show more',
  upload: 'Uploaded picture',
};
