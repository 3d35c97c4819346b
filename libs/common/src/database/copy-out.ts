import { Readable } from 'node:stream';
import pg from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import type { Database } from './database.js';

/**
 * Streams the rows of a SELECT as CSV (RFC 4180, with header) straight from COPY: memory stays constant, and nothing
 * is parsed on the way. It runs on a connection of its own, so that a reader who goes away ends it by closing that
 * connection, whatever the server is doing, and the pool is not touched.
 * @param select without parameters, since COPY takes none; build it from checked values only
 * @returns when the first bytes are there, so that an error of the statement is thrown here and not amid the answer
 */
export async function copyOut(database: Database, select: string): Promise<Readable> {
  const chunks = copied(database, select);
  const first = await chunks.next();
  return Readable.from(resumed(first, chunks), { objectMode: false });
}

async function* copied(database: Database, select: string): AsyncGenerator<Buffer> {
  const options = database.dataSource.options as { url?: string; applicationName?: string };
  const client = new pg.Client({
    connectionString: options.url,
    application_name: options.applicationName,
    statement_timeout: 0,
    connectionTimeoutMillis: 5_000,
    keepAlive: true,
  });
  // A lost connection ends the stream with an error already; without a listener it would end the process too.
  client.on('error', () => undefined);
  await client.connect();
  let whole = false;
  try {
    for await (const chunk of client.query(copyTo(`COPY (${select}) TO STDOUT (FORMAT csv, HEADER)`))) {
      yield chunk as Buffer;
    }
    whole = true;
  } finally {
    if (whole) await client.end();
    else (client as unknown as { connection: { stream: { destroy(): void } } }).connection.stream.destroy();
  }
}

async function* resumed(first: IteratorResult<Buffer>, rest: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  try {
    if (first.done === true) return;
    yield first.value;
    yield* rest;
  } finally {
    await rest.return(undefined);
  }
}
