export { OutdatedModelError } from './outdated-model.error.js';
