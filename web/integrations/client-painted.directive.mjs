import { whenPainted } from '../src/lib/painted.ts';

/** @type {import('astro').ClientDirective} */
export default (load) => {
  whenPainted(() => void load().then((hydrate) => hydrate()));
};
