/** What a thread needs to ask PostgreSQL by itself: all of the library would take half a second to load. */
export { answerWithin, BoundedClient, CONNECTION_LIMITS } from './bounded-client.js';
export type { StatementLimits } from './bounded-client.js';
export { reasonOf } from './database-trouble.js';
