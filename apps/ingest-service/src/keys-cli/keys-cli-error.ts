import { databaseTrouble, DomainError } from '#common';
import { EmbeddedPostgresError } from '#common/embedded-postgres';

/** A failure whose message is one sentence that says what happened and what to do. */
export class KeysCliError extends Error {
  override readonly name = 'KeysCliError';
}

/** One sentence that says what happened and what to do; never the address of the database, which holds a password. */
export function sentenceOf(error: unknown): string {
  if (
    error instanceof KeysCliError ||
    error instanceof DomainError ||
    error instanceof EmbeddedPostgresError
  ) {
    return error.message;
  }
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : null;
  if (code === '42P01')
    return 'The database has no keys yet: start the services, or run the migrations, and try again.';
  const trouble = databaseTrouble(error);
  if (trouble !== null) return `The database does not answer: ${trouble.sentence}`;
  return `The keys could not be changed: ${error instanceof Error ? error.message : String(error)}`;
}
