/**
 * A failure of the embedded PostgreSQL; its message is one sentence that says what happened and what to do.
 */
export class EmbeddedPostgresError extends Error {
  override readonly name = 'EmbeddedPostgresError';
}

const EXPLANATIONS: readonly [RegExp, (place: string) => string][] = [
  [
    /No space left on device|Check free disk space|Disk quota exceeded|ENOSPC|EDQUOT/i,
    (place) => `The disk that holds ${place} is full: free some space and start again.`,
  ],
  [
    /Address already in use|could not bind/i,
    () => 'The port chosen for PostgreSQL is already in use: stop what uses it or choose another port.',
  ],
  [
    /error while loading shared libraries: ([^:]+)/i,
    () =>
      'The PostgreSQL shipped with this project lacks a library: install glibc with libstdc++, run npm ci with install scripts allowed, or set DATABASE_URL to an existing PostgreSQL 15 or newer.',
  ],
  [
    /could not (create|resize) shared memory|could not map anonymous shared memory|Cannot allocate memory|out of memory/i,
    () => 'PostgreSQL could not get the memory it asked for: free some memory and start again.',
  ],
  [
    /could not locate a valid checkpoint record|invalid primary checkpoint record|control file .*(corrupt|invalid)|PANIC:/i,
    (place) =>
      `The PostgreSQL data in ${place} is damaged: restore a copy of it, or remove that folder and start again to load the logs anew.`,
  ],
  [
    /Permission denied|EACCES|EPERM|Operation not permitted|wrong ownership|invalid permissions/i,
    (place) =>
      `PostgreSQL may not use ${place}: start as the account that owns it, or remove that folder and start again.`,
  ],
  [
    /Read-only file system|EROFS/i,
    (place) => `${place} lies on a read-only file system: choose another data folder.`,
  ],
];

/**
 * Turns what initdb, postgres or the file system said into one sentence.
 * The last FATAL, PANIC or error line is quoted when no known cause matches.
 */
export function explainFailure(output: string, place: string): string {
  for (const [pattern, sentence] of EXPLANATIONS) if (pattern.test(output)) return sentence(place);
  const lines = output.split('\n').map((line) => line.trim());
  const told = lines.filter((line) => /FATAL|PANIC|error/i.test(line)).pop() ?? lines.filter(Boolean).pop();
  return told
    ? `PostgreSQL did not start in ${place}; it said: ${told}`
    : `PostgreSQL did not start in ${place} and said nothing about why.`;
}

/** Wraps any failure into an {@link EmbeddedPostgresError}; one that already is one passes unchanged. */
export function asEmbeddedPostgresError(cause: unknown, place: string): EmbeddedPostgresError {
  if (cause instanceof EmbeddedPostgresError) return cause;
  const text = cause instanceof Error ? cause.message : String(cause);
  return new EmbeddedPostgresError(explainFailure(text, place), { cause });
}
