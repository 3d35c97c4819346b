/** A failure whose message is one sentence that says what happened and what to do. */
export class CliError extends Error {
  override readonly name = 'CliError';
}
