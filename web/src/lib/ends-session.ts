/** For pages that load it on demand: the bundler gives a module that is loaded on demand a script of its own. */
export { endsSession } from './session';
