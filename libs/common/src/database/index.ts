/** What a thread needs to ask PostgreSQL by itself: all of the library would take half a second to load. */
export { BoundedClient, CONNECTION_LIMITS } from './bounded-client.js';
export { reasonOf } from './database-trouble.js';
export { answerWithin } from './statement-limits.js';
export type { StatementLimits } from './statement-limits.js';
