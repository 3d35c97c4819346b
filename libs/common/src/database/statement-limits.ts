/** Longest times of SQL statements, kept by the server and, a little later, by the client; 0: no limit. */
export interface StatementLimits {
  /** Of a statement of a request. */
  requestMs: number;
  /** Of a statement of a job or an export. */
  jobMs: number;
  /**
   * What the client waits longer than the server's limit: a server that works says itself that time is up.
   */
  graceMs: number;
}

export const NO_LIMITS: StatementLimits = { requestMs: 0, jobMs: 0, graceMs: 0 };

/** The client's limit for a statement with that limit on the server. */
export function answerWithin(statementMs: number, { graceMs }: StatementLimits): number {
  return statementMs === 0 ? 0 : statementMs + graceMs;
}
