import pg from 'pg';
import type { Pool, PoolClient } from 'pg';
import { DomainError } from '../errors/domain-error.js';
import { CONNECTION_LIMITS } from './bounded-client.js';
import type { Database } from './database.js';
import type { Reads } from './reads.js';

const TRY_AGAIN_AFTER_SECONDS = 30;

/** A connection that one export has until it is closed. */
export interface ExportConnection {
  client: PoolClient;
  /**
   * @param isDone whether all was read; otherwise the statement is cancelled and the connection given up.
   * Again it does nothing.
   */
  close: (isDone: boolean) => void;
}

/**
 * Connections of their own for exports, so that slow readers take none from requests and jobs. They are
 * opened when they are needed.
 */
export class ExportConnections {
  /** To the primary. */
  readonly pool: Pool;
  private readonly pools = new Map<string, Pool>();
  private lent = 0;

  constructor(
    private readonly reads: Reads,
    private readonly options: { applicationName: string; most: number },
  ) {
    this.pool = this.poolOf(reads.primary);
  }

  /** @throws DomainError too_many (exports_busy) */
  async lend(): Promise<ExportConnection> {
    const most = this.pool.options.max;
    if (this.lent >= most) {
      throw new DomainError(
        'too_many',
        'exports_busy',
        `${most} exports are under way already; ask again when one has ended.`,
        { retryAfterSeconds: TRY_AGAIN_AFTER_SECONDS },
      );
    }
    this.lent++;
    try {
      return await this.reads.run('committed', async (database) =>
        this.lentConnection(await this.poolOf(database).connect(), database),
      );
    } catch (error) {
      this.lent--;
      throw error;
    }
  }

  async end(): Promise<void> {
    await Promise.all([...this.pools.values()].map((pool) => pool.end()));
  }

  private poolOf({ url }: Database): Pool {
    const known = this.pools.get(url);
    if (known !== undefined) return known;
    const { applicationName, most } = this.options;
    const pool = new pg.Pool({
      ...CONNECTION_LIMITS,
      connectionString: url,
      application_name: applicationName,
      max: most,
    });
    // An idle connection that is lost is opened anew by the next export.
    pool.on('error', () => undefined);
    this.pools.set(url, pool);
    return pool;
  }

  private lentConnection(client: PoolClient, database: Database): ExportConnection {
    // What is lost amid an export fails its statement; without a listener it would end the process too.
    const ignore = (): void => undefined;
    client.on('error', ignore);
    let isOpen = true;
    const close = (isDone: boolean): void => {
      if (!isOpen) return;
      isOpen = false;
      this.lent--;
      if (isDone) client.off('error', ignore).release();
      else {
        client.release(true);
        cancel(client, database);
      }
    };
    return { client, close };
  }
}

/** A statement that sends nothing, sorting for instance, does not notice that its connection is gone. */
function cancel(client: PoolClient, database: Database): void {
  const { processID } = client as unknown as { processID: number };
  const sql = '/* exports.cancel */ SELECT pg_cancel_backend($1)';
  database.query(sql, [processID]).catch(() => undefined);
}
