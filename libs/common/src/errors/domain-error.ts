export type DomainErrorKind =
  | 'invalid'
  | 'not_found'
  | 'conflict'
  | 'forbidden'
  | 'not_allowed'
  | 'timeout'
  | 'unsupported'
  | 'unauthorized'
  | 'too_large'
  | 'too_many'
  | 'unavailable';

/**
 * An error with a meaning for the caller. `code` is stable and machine-readable, `message` is one sentence
 * that says what is wrong and what to do; it is shown to the caller as it is, so it holds no secrets.
 */
export class DomainError extends Error {
  constructor(
    readonly kind: DomainErrorKind,
    readonly code: string,
    message: string,
    readonly options: {
      cause?: unknown;
      extra?: Record<string, unknown>;
      retryAfterSeconds?: number;
      /** Of the answer, such as Allow. */
      headers?: Readonly<Record<string, string>>;
    } = {},
  ) {
    super(message, { cause: options.cause });
  }
}
