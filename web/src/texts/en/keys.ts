export const keys = {
  title: 'Keyboard shortcuts',
  control: 'Ctrl',
  list: {
    prompt: 'Write the prompt',
    recent: 'Recent prompts',
    search: 'Search the library',
    keys: 'Show this list',
    generate: 'Generate',
  },
  single: 'Single keys are shortcuts',
};
