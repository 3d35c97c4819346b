/**
 * What keeps the database, or the disk of this service, from doing what was asked, though nothing is wrong
 * with the request.
 */
export interface DatabaseTrouble {
  /** Stable and machine-readable. */
  code:
    'database_unavailable' | 'database_conflict' | 'statement_timeout' | 'disk_full' | 'database_resources';
  /** One sentence for the caller: what is wrong and what to do. */
  sentence: string;
}

const UNAVAILABLE: DatabaseTrouble = {
  code: 'database_unavailable',
  sentence: 'The database cannot be reached just now; try again in a few seconds.',
};
const NODE_UNAVAILABLE: DatabaseTrouble = {
  code: 'database_unavailable',
  sentence: 'A node of the database cannot be reached just now; try again in a few seconds.',
};
const CONFLICT: DatabaseTrouble = {
  code: 'database_conflict',
  sentence:
    'Two changes of the database were in the way of each other, and this one was taken back; try again.',
};
const TOO_LONG: DatabaseTrouble = {
  code: 'statement_timeout',
  sentence: 'The database took too long to answer; try again later.',
};
const DATABASE_FULL: DatabaseTrouble = {
  code: 'disk_full',
  sentence: 'The disk of the database is full: nothing can be written until space is freed; reading goes on.',
};
const SERVICE_FULL: DatabaseTrouble = {
  code: 'disk_full',
  sentence: 'The disk of this service is full: no file can be stored until space is freed; reading goes on.',
};
const RESOURCES: DatabaseTrouble = {
  code: 'database_resources',
  sentence:
    'The database lacks memory, temporary space (temp_file_limit) or another resource for this; try again later.',
};

/**
 * By SQLSTATE (classes 08, 40, 53, 57) and by the codes that Node has for sockets, names of hosts and files.
 */
const BY_CODE: [RegExp, DatabaseTrouble][] = [
  [/^(08...|57P0[1-5]|25P03|53300)$/, UNAVAILABLE],
  [
    /^E(CONNREFUSED|CONNRESET|CONNABORTED|PIPE|TIMEDOUT|NOTFOUND|AI_AGAIN|HOSTUNREACH|HOSTDOWN|NETUNREACH|NETDOWN)$/,
    UNAVAILABLE,
  ],
  [/^40(001|P01)$/, CONFLICT],
  [/^57014$/, TOO_LONG],
  [/^53100$/, DATABASE_FULL],
  [/^53...$/, RESOURCES],
  [/^E(NOSPC|DQUOT)$/, SERVICE_FULL],
];

/** What Citus, or libpq below it, says of a node, whatever the code. */
const NODE_LOST =
  /connection to the remote node|could not (connect to any active placements|establish any connections to the node)|connection establishment for node|failure on connection marked as essential|cannot recover from multiple connection failures|server closed the connection unexpectedly|could not (receive data from|send data to) server|failed to complete COPY on/;

/** What pg says without a code. */
const LOST =
  /connection terminated|timeout exceeded when trying to connect|^timeout expired$|encountered a connection error|client was closed and is not queryable|cannot use a pool after calling end|driver not connected/i;

export function databaseTrouble(error: unknown): DatabaseTrouble | null {
  const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
  const message = error instanceof Error ? error.message : '';
  if (NODE_LOST.test(message)) return NODE_UNAVAILABLE;
  const known = BY_CODE.find(([codes]) => codes.test(code));
  if (known !== undefined) return known[1];
  if (LOST.test(message)) return UNAVAILABLE;
  // An error that comes from a thread keeps its sentence and loses its code.
  return [UNAVAILABLE, NODE_UNAVAILABLE].find(({ sentence }) => sentence === message) ?? null;
}

/** Why something failed, in one sentence. */
export function reasonOf(error: unknown): string {
  return databaseTrouble(error)?.sentence ?? messageOf(error);
}

/** pg-boss reports errors as plain objects with the members of an Error. */
function messageOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) return String(error);
  return 'message' in error ? String(error.message) : JSON.stringify(error);
}
