/**
 * Says in the console which island no script has started, because otherwise nothing would.
 * @type {import('astro').ClientDirective}
 */
export default (_load, _options, element) => {
  addEventListener('load', () => {
    if (Reflect.get(element, 'Component') === undefined) {
      console.error(`client:page: no script of this page calls startPage with ${element.getAttribute('component-export')}`);
    }
  });
};
