import type { BeforeApplicationShutdown } from '@nestjs/common';
import { Readable } from 'node:stream';
import type { ClientBase, Pool } from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import type { ExportConnection, ExportConnections } from './export-connections.js';
import { fetched } from './database.js';
import type { CursorStatement } from './database.js';

/** How long PostgreSQL may take to the next piece, the first one included. */
const PIECE_WITHIN_MS = 300_000;

type Piece = Buffer | string;
type Pieces = AsyncGenerator<Piece>;

/**
 * Streams whole tables to readers of any speed in constant memory. Each method answers when the first piece
 * is there, so that an error of the statement is thrown and not found amid the answer. `gone`: aborted when
 * the reader has gone away; that cancels the statement, wherever it is. A reader that takes no piece for a
 * time is cut off.
 */
export class Exports implements BeforeApplicationShutdown {
  private readonly ending = new AbortController();

  /** @param stallMs how long a reader may take for one piece */
  constructor(
    private readonly connections: ExportConnections,
    private readonly stallMs: number,
  ) {}

  /**
   * The rows of a SELECT as CSV (RFC 4180, with header), straight from COPY: nothing is parsed on the way.
   * @param select without parameters, since COPY takes none; build it from checked values only
   * @throws DomainError too_many (exports_busy)
   */
  async copy(select: string, gone: AbortSignal): Promise<Readable> {
    return await this.open(gone, (client) => copied(client, select));
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
    return await this.open(gone, async function* (client) {
      const batches = selected<Row>(client, statement);
      yield* write(resumed(await batches.next(), batches));
    });
  }

  get pool(): Pool {
    return this.connections.pool;
  }

  /** Cuts off all readers: an export may take longer than anybody waits for the end of a service. */
  async beforeApplicationShutdown(): Promise<void> {
    this.ending.abort(new Error('The service is being stopped.'));
    await this.connections.end();
  }

  private async open(reader: AbortSignal, read: (client: ClientBase) => Pieces): Promise<Readable> {
    const gone = AbortSignal.any([reader, this.ending.signal]);
    gone.throwIfAborted();
    const connection = await this.connections.lend();
    let readable: Readable | null = null;
    const cut = (reason: unknown): void => {
      connection.close(false);
      readable?.destroy(reason as Error);
    };
    const leave = (): void => {
      cut(gone.reason);
    };
    gone.addEventListener('abort', leave);
    if (gone.aborted) leave();
    const pieces = inTime(connection, read(connection.client), () => {
      gone.removeEventListener('abort', leave);
    });
    const first = await pieces.next();
    const taken = cutOff(resumed(first, pieces), this.stallMs, () => {
      cut(new Error('The reader of an export took nothing for too long; it was cut off.'));
    });
    return (readable = Readable.from(taken, { objectMode: false }));
  }
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

/** The pieces, each of them in time; then, or when the reader has left, the connection is closed. */
async function* inTime(connection: ExportConnection, pieces: Pieces, onEnd: () => void): Pieces {
  let isDone = false;
  try {
    for (;;) {
      const timer = setTimeout(connection.close, PIECE_WITHIN_MS, false);
      const next = await pieces.next().finally(() => {
        clearTimeout(timer);
      });
      if (next.done === true) break;
      yield next.value;
    }
    isDone = true;
  } finally {
    onEnd();
    connection.close(isDone);
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

/** The pieces; `cut` is called when one of them is not taken in time. */
async function* cutOff(pieces: Pieces, stallMs: number, cut: () => void): Pieces {
  for await (const piece of pieces) {
    const timer = setTimeout(cut, stallMs);
    try {
      yield piece;
    } finally {
      clearTimeout(timer);
    }
  }
}
