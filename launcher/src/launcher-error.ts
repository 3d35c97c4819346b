/** A failure whose message is one sentence that says what happened and what to do. */
export class LauncherError extends Error {
  override readonly name = 'LauncherError';
}

/** The launcher was stopped on request; nothing failed. */
export class Interrupted extends Error {
  constructor() {
    super('The start was interrupted.');
  }
}

/** Errors whose messages are such sentences, too. */
const CLEAR = [
  'LauncherError',
  'EmbeddedPostgresError',
  'SampleLogsError',
  'ServiceProblem',
  'ServiceUnreachable',
];

/** How Node, PostgreSQL and the tools in between say that a disk is full. */
export const FULL_DISK =
  /ENOSPC|EDQUOT|no space left on device|disk quota exceeded|check free disk space|disk_full|disk of .* is full/i;

/**
 * One sentence for any failure: our own, one for a full disk or missing rights, or what the error itself
 * says.
 */
export function sentenceFor(error: unknown): string {
  const { name, message, code, path } = error as Error & { code?: string; path?: string };
  if (FULL_DISK.test(`${code ?? ''} ${message}`)) {
    return `The disk is full${path ? ` (${path})` : ''}: free some space and start again.`;
  }
  if (CLEAR.includes(name)) return message;
  if (code === 'EACCES' || code === 'EPERM') {
    return `This account may not use ${path ?? 'a file it needs'}: start as the account that owns it, or choose another data folder with --data.`;
  }
  if (code === 'EROFS') {
    return `${path ?? 'The data folder'} lies on a read-only file system: choose another data folder with --data.`;
  }
  return `The start failed: ${message}`;
}

/** The same where the launcher itself tries again: a full disk asks for space, and for no new start. */
export function sentenceForRetry(error: unknown): string {
  return sentenceFor(error).replace('free some space and start again', 'free some space; it is tried again');
}
