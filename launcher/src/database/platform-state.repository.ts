import pg from 'pg';
import { retryWhileAway } from '../retry.js';
import { isLostConnection } from './lost-connection.js';
import { A_SONG, ARCHIVES, LIVE_REPORT, NEWEST_GATE, NEWEST_MODEL, SOMEBODY } from './platform-state.sql.js';

/** What has been loaded so far. */
export interface LoadState {
  archives: number;
  /** Highest archive id. */
  newest: number;
  events: number;
  lines: number;
  rejected: number;
  refused: number;
  partial: number;
  changedAt: Date | null;
  /** Whether the database says of itself that it holds sample logs. */
  synthetic: boolean;
}

/** Reads how far the platform is; opens a connection for each question, since there are few, and waits for a PostgreSQL that restarts. */
export class PlatformStateRepository {
  constructor(
    private readonly url: string,
    private readonly stop: AbortSignal,
  ) {}

  async loadState(): Promise<LoadState> {
    return (await this.query<LoadState>(ARCHIVES))[0]!;
  }

  /** When the newest version of that kind was trained, promoted or not. */
  async newestModelAt(kind: string): Promise<Date | null> {
    return (await this.query<{ createdAt: Date | null }>(NEWEST_MODEL, [kind]))[0]?.createdAt ?? null;
  }

  /** Version and report of the model that answers, or null while there is none. */
  async liveReport(kind: string): Promise<{ version: number; report: unknown } | null> {
    return (await this.query<{ version: number; report: unknown }>(LIVE_REPORT, [kind]))[0] ?? null;
  }

  /** What the gate said of the newest version of that kind. */
  async gateReasons(kind: string): Promise<string[]> {
    const [row] = await this.query<{ reasons: unknown }>(NEWEST_GATE, [kind]);
    return Array.isArray(row?.reasons) ? row.reasons.map(String) : [];
  }

  /** A user and a song for the example commands; null while nothing is loaded. */
  async examples(): Promise<{ userId: string | null; songId: string | null }> {
    const [user] = await this.query<{ userId: string }>(SOMEBODY);
    const [song] = await this.query<{ songId: string }>(A_SONG);
    return { userId: user?.userId ?? null, songId: song?.songId ?? null };
  }

  private query<Row extends object>(sql: string, values: unknown[] = []): Promise<Row[]> {
    return retryWhileAway(() => this.queryOnce<Row>(sql, values), isLostConnection, this.stop);
  }

  private async queryOnce<Row extends object>(sql: string, values: unknown[]): Promise<Row[]> {
    const client = new pg.Client({ connectionString: this.url, connectionTimeoutMillis: 10_000 });
    client.on('error', () => undefined);
    try {
      await client.connect();
      return (await client.query<Row>(sql, values)).rows;
    } finally {
      await client.end().catch(() => undefined);
    }
  }
}
