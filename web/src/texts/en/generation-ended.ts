export const ended = {
  ready: 'A result is ready in the studio.',
  failed: 'A generation failed and was refunded.',
  ask: 'Notify me when it is done',
};
