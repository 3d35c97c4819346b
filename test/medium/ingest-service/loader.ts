export { createLoader } from '../../support/archive-loader.js';
export type { Loader } from '../../support/archive-loader.js';
