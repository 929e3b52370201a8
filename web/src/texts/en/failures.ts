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
