export { EmbeddedPostgresError } from './embedded-postgres.error.js';
export type { ProcessIdentity } from './processes.js';
export { endProcess, identifyProcess, isRunning, isSameProcess, signal, waitUntilGone } from './processes.js';
export type { EmbeddedPostgres, EmbeddedPostgresOptions } from './start.js';
export { removeEmbeddedPostgres, startEmbeddedPostgres, urlOfRunning } from './start.js';
