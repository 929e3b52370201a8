/** What some supported browser lacks, and how it is done without; `check.mjs` lets it pass. By what `check.mjs` calls it. */
export const doneWithout = {
  'popovers: scripts/older-browsers.ts stands in for them': [
    '<div popover>',
    '<button popovertarget>',
    ':popover-open',
  ],
  'dialogs: lib/close-beside.ts closes them': ['<dialog closedby>'],
  'one of several selectors within `:is()`, which skips those that are unknown': [':open'],
  'motion: things are there at once': ['@starting-style', '@view-transition'],
  'speed: a picture is asked for a little later': ['<img fetchpriority>'],
  'looks: a line breaks elsewhere, a field keeps its height': [
    'text-wrap',
    'text-wrap: balance',
    'text-wrap: pretty',
    'field-sizing',
    'field-sizing: content',
    'font-family: ui-monospace',
    'CanvasRenderingContext2D.imageSmoothingQuality',
  ],
  'of no meaning on some devices: pointers and resizing on a phone, playing within the page on a desktop': [
    'cursor: not-allowed',
    'cursor: pointer',
    'cursor: progress',
    'resize',
    'resize: vertical',
    ':selection',
    '<video playsinline>',
  ],
};
