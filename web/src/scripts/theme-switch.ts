import { browserStorage } from '@/lib/browser-storage';

const KEY = 'theme';

/** Apply the stored theme to the page and to every switch. */
function show(choice: string): void {
  if (choice === 'light' || choice === 'dark') document.documentElement.dataset.theme = choice;
  else delete document.documentElement.dataset.theme;
  for (const radio of document.querySelectorAll<HTMLInputElement>('[data-theme-switch] input')) {
    radio.checked = radio.value === choice;
  }
}

document.addEventListener('change', ({ target }) => {
  if (!(target instanceof HTMLInputElement) || !target.closest('[data-theme-switch]')) return;
  browserStorage.write(KEY, target.value);
  show(target.value);
});

// Another tab changed the theme.
window.addEventListener('storage', ({ key, newValue }) => {
  if (key === KEY) show(newValue ?? 'system');
});

show(browserStorage.read(KEY) ?? 'system');
