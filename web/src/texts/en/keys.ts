import type { ShortcutWords } from '@/lib/keyboard-shortcuts';

export const keys = {
  title: 'Keyboard shortcuts',
  places: { page: 'Everywhere', card: 'On a picture of the library', result: 'In an opened picture' },
  list: {
    page: {
      generate: 'Generate',
      prompt: 'Write the prompt',
      recent: 'Recent prompts',
      search: 'Search the library',
      keys: 'Show this list',
    },
    card: {
      extend: 'Extend the selection',
      move: 'Go to another picture',
      select: 'Select, or deselect',
      selectAll: 'Select all',
      clear: 'Select none',
      favourite: 'Mark or unmark as favourite',
      delete: 'Delete',
    },
    result: { turn: 'Previous or next picture', favourite: 'Mark or unmark as favourite', delete: 'Delete' },
  } satisfies ShortcutWords,
  /** Keys that have no character, and how they are written. */
  names: {
    Control: 'Ctrl',
    Shift: 'Shift',
    Enter: 'Enter',
    Escape: 'Esc',
    Delete: 'Del',
    Home: 'Home',
    End: 'End',
    ArrowLeft: '←',
    ArrowRight: '→',
    ArrowUp: '↑',
    ArrowDown: '↓',
    ' ': 'Space',
  } as Record<string, string>,
  single: 'Single keys are shortcuts',
};
