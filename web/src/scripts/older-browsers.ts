// Menus are popovers. A browser that does not know those gets a script that stands in for them.
if (!('popover' in HTMLElement.prototype)) void import('@oddbird/popover-polyfill');
