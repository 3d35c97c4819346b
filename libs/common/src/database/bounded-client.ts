import pg from 'pg';

/** How every connection to PostgreSQL is opened, and how the loss of its host is noticed. */
export const CONNECTION_LIMITS = {
  /** For a new connection, its log-in included, and for a free one of a pool. */
  connectionTimeoutMillis: 5_000,
  // A host that is gone without a word is noticed about 20 s later, also while nothing is sent.
  keepAlive: true,
  keepAliveInitialDelayMillis: 10_000,
} as const;

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

interface Wire extends NodeJS.EventEmitter {
  stream: { destroy(error?: Error): void };
}

export interface BoundedClientConfig extends pg.ClientConfig {
  /** First value of {@link BoundedClient.answerWithinMs}. */
  answerWithinMs?: number;
}

/**
 * A connection that gives up a statement of any kind (query, COPY, FETCH) that PostgreSQL does not answer in
 * time, be it stopped or unreachable: the statement fails with ETIMEDOUT and the socket is destroyed, since
 * no statement would read what it still sends. The option `query_timeout` of pg would leave the connection in
 * its pool, and it breaks streams of COPY that end in time.
 */
export class BoundedClient extends pg.Client {
  /** Longest time from a statement to its whole answer; 0: no limit. It holds from the next statement on. */
  answerWithinMs: number;
  /** Of the server's process, as pg knows it. */
  declare readonly processID: number;
  private waiting: NodeJS.Timeout | undefined;
  private isLost = false;

  constructor(config: BoundedClientConfig) {
    super(config);
    this.answerWithinMs = config.answerWithinMs ?? 0;
    this.on('drain', () => this.stopWaiting());
    for (const event of ['error', 'end'] as const) {
      this.on(event, () => {
        this.isLost = true;
        this.stopWaiting();
      });
    }
    // One answer has come whole; when statements are queued, the next is under way now.
    this.wire.on('readyForQuery', () => {
      if (this.waiting === undefined) return;
      this.stopWaiting();
      this.wait(this.answerWithinMs);
    });
  }

  // oxlint-disable-next-line typescript/no-explicit-any -- all overloads of pg at once
  override query(...statement: any[]): any {
    if (this.waiting === undefined) this.wait(this.answerWithinMs);
    return super.query(...(statement as [string]));
  }

  /** Ends an open transaction, also when the statement before has not been answered to its end. */
  async rollBack(withinMs: number): Promise<void> {
    this.stopWaiting();
    this.wait(withinMs);
    // A connection that is lost cannot roll back; the server does it by itself.
    await (this.query('ROLLBACK') as Promise<unknown>).catch(() => undefined);
  }

  /** Ends the connection without a word; a statement under way fails. */
  giveUp(): void {
    const error = new Error('PostgreSQL did not answer in time; the connection was given up.');
    this.wire.stream.destroy(Object.assign(error, { code: 'ETIMEDOUT' }));
  }

  private wait(withinMs: number): void {
    if (withinMs === 0 || this.isLost) return;
    const waiting = setTimeout(() => {
      // When this process itself was busy, the answer may lie in the socket: it is read before this runs.
      setImmediate(() => {
        if (this.waiting === waiting) this.giveUp();
      });
    }, withinMs);
    this.waiting = waiting;
  }

  private stopWaiting(): void {
    clearTimeout(this.waiting);
    this.waiting = undefined;
  }

  private get wire(): Wire {
    return (this as unknown as { connection: Wire }).connection;
  }
}
