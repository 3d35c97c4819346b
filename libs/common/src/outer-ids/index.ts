/** What readers of files need of ids: without Nest and without the database. */
export { idProblem, internalIdOf, MAX_ID_CHARACTERS } from './internal-id.js';
