/** @type {import('astro').ClientDirective} */
export default () => {};
