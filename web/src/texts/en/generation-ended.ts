export const ended = {
  ready: 'A result is ready in the studio.',
  failed: 'A generation failed; its credits are back.',
  ask: 'Notify me when it is done',
};
