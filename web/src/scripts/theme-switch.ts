import { browserStorage } from '@/lib/browser-storage';

const KEY = 'theme';

/** Put the kept choice on the page, and into every switch that shows it. */
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

// Another tab has changed it.
window.addEventListener('storage', ({ key, newValue }) => {
  if (key === KEY) show(newValue ?? 'system');
});

show(browserStorage.read(KEY) ?? 'system');
