/**
 * Features that some supported browsers lack, and why the site works without them. `check.mjs` allows these, by the
 * names it prints.
 */
export const allowedFeatures = {
  'popovers: scripts/older-browsers.ts loads a polyfill': [
    '<div popover>',
    '<button popovertarget>',
    ':popover-open',
  ],
  'dialogs: lib/close-on-backdrop.ts closes them on a click on the backdrop': ['<dialog closedby>'],
  'a selector within `:is()`, which ignores unknown ones': [':open'],
  'animation only: without it, elements appear at once': ['@starting-style', '@view-transition'],
  'speed only: a picture is requested a little later': ['<img fetchpriority>'],
  'appearance only: other line breaks, a fixed field height': [
    'text-wrap',
    'text-wrap: balance',
    'text-wrap: pretty',
    'field-sizing',
    'field-sizing: content',
    'scrollbar-width',
    'scrollbar-width: none',
    'font-family: ui-monospace',
    'CanvasRenderingContext2D.imageSmoothingQuality',
  ],
  'a browser that does not adjust the scroll position needs nothing switched off': ['overflow-anchor', 'overflow-anchor: none'],
  'irrelevant on some devices: pointers and resizing on a phone, inline playback on a desktop': [
    'cursor: not-allowed',
    'cursor: pointer',
    'cursor: progress',
    'resize',
    'resize: vertical',
    ':selection',
    '<video playsinline>',
  ],
};
