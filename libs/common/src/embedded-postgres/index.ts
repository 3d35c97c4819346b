export { EmbeddedPostgresError } from './embedded-postgres.error.js';
export type { ProcessIdentity } from './processes.js';
export { identifyProcess, isRunning, signal, waitUntilGone } from './processes.js';
export type { EmbeddedPostgres, EmbeddedPostgresOptions } from './start.js';
export {
  removeEmbeddedPostgres,
  removeEmbeddedPostgresNow,
  startEmbeddedPostgres,
  urlOfRunning,
} from './start.js';
