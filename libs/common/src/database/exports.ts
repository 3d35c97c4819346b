import type { BeforeApplicationShutdown } from '@nestjs/common';
import { Readable } from 'node:stream';
import type { ClientBase } from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import { DomainError } from '../errors/domain-error.js';
import { BoundedClient, CONNECTION_LIMITS } from './bounded-client.js';
import { fetched } from './database.js';
import type { CursorStatement, Database } from './database.js';
import type { Reads } from './reads.js';

/** How long PostgreSQL may take to the next piece, the first one included. */
const PIECE_WITHIN_MS = 300_000;
const TRY_AGAIN_AFTER_SECONDS = 30;

type Piece = Buffer | string;
type Pieces = AsyncGenerator<Piece>;

export interface ExportOptions {
  applicationName: string;
  /** So many at a time. */
  most: number;
  /** How long a reader may take for one piece. */
  stallMs: number;
}

/**
 * Streams whole tables to readers of any speed in constant memory, each over a connection of its own, so that
 * slow readers take none from requests and jobs. Each method answers when the first piece is there, so that an
 * error of the statement is thrown and not found amid the answer. `gone`: aborted when the reader has gone
 * away; that cancels the statement, wherever it is. A reader that takes no piece for a time is cut off.
 */
export class Exports implements BeforeApplicationShutdown {
  private readonly ending = new AbortController();
  private open = 0;

  constructor(
    private readonly reads: Reads,
    private readonly options: ExportOptions,
  ) {}

  /** Connections that exports have now, and how many they may have. */
  get connections(): { used: number; limit: number } {
    return { used: this.open, limit: this.options.most };
  }

  /**
   * The rows of a SELECT as CSV (RFC 4180, with header), straight from COPY: nothing is parsed on the way.
   * @param select without parameters, since COPY takes none; build it from checked values only
   * @throws DomainError too_many (exports_busy)
   */
  async copy(select: string, gone: AbortSignal): Promise<Readable> {
    return await this.begin(gone, (client) => copied(client, select));
  }

  /**
   * The rows of a SELECT as text.
   * @param write what becomes of the rows, which come in batches
   * @throws DomainError too_many (exports_busy)
   */
  async write<Row>(
    statement: CursorStatement,
    write: (batches: AsyncGenerator<Row[]>) => AsyncGenerator<string>,
    gone: AbortSignal,
  ): Promise<Readable> {
    return await this.begin(gone, async function* (client) {
      const batches = selected<Row>(client, statement);
      yield* write(resumed(await batches.next(), batches));
    });
  }

  /** Cuts off all readers: an export may take longer than anybody waits for the end of a service. */
  beforeApplicationShutdown(): void {
    this.ending.abort(new Error('The service is being stopped.'));
  }

  private async begin(reader: AbortSignal, read: (client: ClientBase) => Pieces): Promise<Readable> {
    const gone = AbortSignal.any([reader, this.ending.signal]);
    gone.throwIfAborted();
    const { client, close } = await this.connect();
    let readable: Readable | null = null;
    const cut = (reason: unknown): void => {
      close(false);
      readable?.destroy(reason as Error);
    };
    gone.addEventListener('abort', () => {
      cut(gone.reason);
    });
    if (gone.aborted) cut(gone.reason);
    const pieces = inTime(read(client), this.options.stallMs, close, cut);
    readable = Readable.from(resumed(await pieces.next(), pieces), { objectMode: false });
    return readable;
  }

  /** A connection of the primary, or of a standby that has all that was committed. */
  private async connect(): Promise<{ client: BoundedClient; close: (isDone: boolean) => void }> {
    const { applicationName, most } = this.options;
    if (this.open >= most) {
      throw new DomainError(
        'too_many',
        'exports_busy',
        `${most} exports are under way already; ask again when one has ended.`,
        { retryAfterSeconds: TRY_AGAIN_AFTER_SECONDS },
      );
    }
    this.open++;
    try {
      return await this.reads.run('committed', async (database) => {
        const client = new BoundedClient({
          ...CONNECTION_LIMITS,
          connectionString: database.url,
          application_name: applicationName,
        });
        // What is lost amid an export fails its statement; without a listener it would end the process too.
        client.on('error', () => undefined);
        await client.connect();
        return { client, close: this.closing(client, database) };
      });
    } catch (error) {
      this.open--;
      throw error;
    }
  }

  /** What closes a connection, once. It takes whether all was read; otherwise the statement is cancelled. */
  private closing(client: BoundedClient, database: Database): (isDone: boolean) => void {
    let isOpen = true;
    return (isDone) => {
      if (!isOpen) return;
      isOpen = false;
      this.open--;
      if (isDone) void client.end();
      else {
        client.giveUp();
        cancel(client, database);
      }
    };
  }
}

/** A statement that sends nothing, sorting for instance, does not notice that its connection is gone. */
function cancel(client: BoundedClient, database: Database): void {
  const { processID } = client as unknown as { processID: number };
  const sql = '/* exports.cancel */ SELECT pg_cancel_backend($1)';
  database.query(sql, [processID]).catch(() => undefined);
}

async function* copied(client: ClientBase, select: string): Pieces {
  const rows = client.query(copyTo(`COPY (${select}) TO STDOUT (FORMAT csv, HEADER)`));
  for await (const chunk of rows) yield chunk as Buffer;
}

async function* selected<Row>(client: ClientBase, statement: CursorStatement): AsyncGenerator<Row[]> {
  await client.query('BEGIN READ ONLY');
  yield* fetched<Row>(client, statement);
  await client.query('COMMIT');
}

/**
 * The pieces, each sent and taken in time; then, or when the reader has left, the connection is closed.
 * @param cut is called when a piece is not taken in `stallMs`
 */
async function* inTime(
  pieces: Pieces,
  stallMs: number,
  close: (isDone: boolean) => void,
  cut: (reason: Error) => void,
): Pieces {
  const stalled = new Error('The reader of an export took nothing for too long; it was cut off.');
  let timer: NodeJS.Timeout | undefined;
  let isDone = false;
  try {
    for (;;) {
      timer = setTimeout(close, PIECE_WITHIN_MS, false);
      const next = await pieces.next();
      clearTimeout(timer);
      if (next.done === true) break;
      timer = setTimeout(cut, stallMs, stalled);
      yield next.value;
      clearTimeout(timer);
    }
    isDone = true;
  } finally {
    clearTimeout(timer);
    close(isDone);
  }
}

async function* resumed<Item>(first: IteratorResult<Item>, rest: AsyncGenerator<Item>): AsyncGenerator<Item> {
  try {
    if (first.done === true) return;
    yield first.value;
    yield* rest;
  } finally {
    await rest.return(undefined);
  }
}
