import { databaseTrouble } from '#common';
import type { EmbeddedPostgres } from '#common/embedded-postgres';
import { removeEmbeddedPostgres, startEmbeddedPostgres } from '#common/embedded-postgres';
import { migrate } from '#migrations';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { LauncherOptions } from '../options/launcher-options.js';
import { sentenceForRetry } from '../launcher-error.js';
import { requireUsableDatabase } from './external-database.js';

const RESTART_PAUSE_MS = 5_000;
/** A server that was killed answers again within this time, or starting it again does not help. */
const PATIENCE_MS = 5 * 60_000;
const RETRY_MS = 250;

/** The PostgreSQL of this run: an embedded server, which is stopped at the end, or an existing one. */
export class PlatformDatabase {
  /** How often the server has ended unexpectedly. */
  interruptions = 0;

  private constructor(
    readonly url: string,
    private embedded: EmbeddedPostgres | null,
    private readonly dataDirectory: string,
  ) {}

  /** @throws LauncherError or EmbeddedPostgresError with one sentence that says what to do */
  static async open(options: LauncherOptions, dataDirectory: string): Promise<PlatformDatabase> {
    if (options.databaseUrl !== undefined) {
      await requireUsableDatabase(options.databaseUrl);
      return new PlatformDatabase(options.databaseUrl, null, dataDirectory);
    }
    const { databasePort: port, reset = false } = options;
    if (reset) await removeEmbeddedPostgres(dataDirectory);
    const embedded = await startEmbeddedPostgres({ dataDirectory, port, purpose: 'platform' });
    return new PlatformDatabase(embedded.url, embedded, dataDirectory);
  }

  /** What to print about it: never the password. */
  describe(): string {
    if (this.embedded === null) return `existing PostgreSQL at ${new URL(this.url).host}`;
    return `embedded PostgreSQL on port ${this.embedded.port}`;
  }

  /** Brings the schema up to date, once the server answers. @returns how many migrations were applied */
  async migrate(stop: AbortSignal): Promise<number> {
    const deadline = Date.now() + PATIENCE_MS;
    for (;;) {
      try {
        return (await migrate(this.url)).applied.length;
      } catch (error) {
        stop.throwIfAborted();
        const isAway = databaseTrouble(error)?.code === 'database_unavailable';
        if (!isAway || Date.now() > deadline) throw error;
      }
      await sleep(RETRY_MS, undefined, { signal: stop });
    }
  }

  /**
   * Starts the embedded server again, on the same port, whenever it dies; the services then reconnect.
   * Rejects when stopped.
   */
  async keepRunning(stop: AbortSignal, say: (line: string) => void): Promise<void> {
    while (this.embedded !== null) {
      stop.throwIfAborted();
      await Promise.race([this.embedded.gone, once(stop, 'abort')]);
      stop.throwIfAborted();
      this.interruptions++;
      const why = this.embedded.lastFailure();
      say(`PostgreSQL ended unexpectedly${why && ` (${why})`}; starting it again.`);
      this.embedded = await this.startAgain(this.embedded.port, stop, say);
      say('PostgreSQL is ready again.');
    }
  }

  private async startAgain(
    port: number,
    stop: AbortSignal,
    say: (line: string) => void,
  ): Promise<EmbeddedPostgres> {
    let lastReason = '';
    for (;;) {
      stop.throwIfAborted();
      try {
        return await startEmbeddedPostgres({ dataDirectory: this.dataDirectory, port, purpose: 'platform' });
      } catch (error) {
        const reason = sentenceForRetry(error);
        if (reason !== lastReason) say(reason);
        lastReason = reason;
        await sleep(RESTART_PAUSE_MS, undefined, { signal: stop });
      }
    }
  }

  /** Stops the embedded server; an existing one is left alone. */
  async stop(): Promise<void> {
    await this.embedded?.stop();
  }
}
