// Menus are popovers. Browsers without them load a polyfill.
if (!('popover' in HTMLElement.prototype)) void import('@oddbird/popover-polyfill');
