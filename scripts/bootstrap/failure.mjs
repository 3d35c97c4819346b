/**
 * A failure whose message is one sentence for the person at the terminal; the process ends with `exitCode`.
 */
export class Failure extends Error {
  constructor(message, exitCode = 1) {
    super(message);
    this.exitCode = exitCode;
  }
}

/** What to print for any error: our own sentence, one for the usual causes, or the message itself. */
export function inOneSentence(error) {
  if (error instanceof Failure) return error.message;
  const where = error.path ? ` (${error.path})` : '';
  switch (error.code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return `The disk is full${where}: free some space and run the command again.`;
    case 'EACCES':
    case 'EPERM':
      return `This account may not write here${where}: run the command as the account that owns the checkout.`;
    case 'EROFS':
      return `The checkout lies on a read-only file system${where}: copy it to a place that can be written.`;
    default:
      return `The command failed: ${error.message}`;
  }
}
