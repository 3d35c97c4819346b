/** Errors of threads arrive as plain ones: their class is lost, their cause is kept. */
const CAUSE = 'cannot be fitted';

/** The users do not allow what was asked; nothing is broken. The message is a sentence for the caller. */
export class UnfittableError extends Error {
  constructor(message: string) {
    super(message, { cause: CAUSE });
  }

  /** Also of one that was thrown in another thread. */
  static is(error: unknown): error is Error {
    return error instanceof Error && error.cause === CAUSE;
  }
}
