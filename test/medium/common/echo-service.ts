import { Body, Controller, Get, Module, Param, Post, Put, Query, Req, StreamableFile } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyRequest } from 'fastify';
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { Readable } from 'node:stream';
import {
  CallerGone,
  Compressed,
  Costs,
  createService,
  Database,
  DomainError,
  Exports,
  Field,
  LimitQuery,
  platformSettings,
  Revalidated,
  StreamsBody,
  UserIdParams,
} from '#common';
import { useShared } from '../../support/use-shared.js';
import { createTestDatabase } from '../../support/test-database.js';

class CountBody {
  @Field.integer('Count', { maximum: 100 })
  count: number;
}

class OptionalBody {
  @Field.integer('Count', { maximum: 100, optional: true })
  count?: number;
}

class IdsBody {
  @Field.ids('user', 'Users', { maxItems: 10_000 })
  userIds: string[];
}

class TableQuery {
  @Field.integer('Rows', { minimum: 1, maximum: 10_000, default: 5_000 })
  rows: number;
}

@Controller()
class EchoController {
  constructor(
    private readonly database: Database,
    private readonly exports: Exports,
  ) {}

  @Get('users/:userId')
  user(@Param() { userId }: UserIdParams, @Query() { limit }: LimitQuery) {
    return { userId, limit };
  }

  @Post('users/count')
  countUsers(@Body() { userIds }: IdsBody) {
    return { count: userIds.length };
  }

  @Post('admin/count')
  count(@Body() { count }: CountBody) {
    return { count };
  }

  @Post('admin/bare')
  bare() {
    return { done: true };
  }

  @Post('admin/optional')
  optional(@Body() body: OptionalBody) {
    return { count: body.count ?? null };
  }

  @Put('admin/files/:name')
  @StreamsBody()
  async file(@Req() request: FastifyRequest) {
    let bytes = 0;
    for await (const chunk of request.body as Readable) bytes += (chunk as Buffer).length;
    return { bytes };
  }

  @Get('costly')
  @Costs(10)
  costly() {
    return { done: true };
  }

  @Get('table')
  @Compressed()
  @Revalidated()
  table(@Query() { rows }: TableQuery) {
    return { rows: Array.from({ length: rows }, (_, row) => ({ row, name: 'a name as others' })) };
  }

  /** Keeps the event loop busy. */
  @Get('busy')
  busy() {
    const until = Date.now() + 100;
    while (Date.now() < until);
    return { done: true };
  }

  /** 30 MB. */
  @Get('download')
  async download(@CallerGone() gone: AbortSignal) {
    const select = "SELECT repeat('x', 1000) AS text FROM generate_series(1, 30000)";
    return new StreamableFile(await this.exports.copy(select, gone));
  }

  @Get('lines')
  async lines(@CallerGone() gone: AbortSignal) {
    const statement = {
      sql: 'SELECT n FROM generate_series($1::int, $2::int) AS n',
      parameters: [1, 10],
      batchRows: 3,
    };
    return new StreamableFile(await this.exports.write<{ n: number }>(statement, linesOf, gone));
  }

  /** Fails before its first row. */
  @Get('failing-lines')
  async failingLines(@CallerGone() gone: AbortSignal) {
    const statement = { sql: 'SELECT 1 / 0 AS n', parameters: [], batchRows: 3 };
    return new StreamableFile(await this.exports.write<{ n: number }>(statement, linesOf, gone));
  }

  /** Has no first row for a long time. */
  @Get('late-download')
  async lateDownload(@CallerGone() gone: AbortSignal) {
    return new StreamableFile(await this.exports.copy('SELECT pg_sleep(600)', gone));
  }

  @Get('boom')
  boom(): never {
    throw new Error('password=hunter2');
  }

  @Get('teapot')
  teapot(): never {
    throw new DomainError('conflict', 'teapot', 'I am a teapot.', { extra: { cups: 2 } });
  }

  @Get('slow')
  async slow() {
    return await this.database.query('SELECT pg_sleep(2)');
  }
}

async function* linesOf(batches: AsyncGenerator<{ n: number }[]>): AsyncGenerator<string> {
  yield 'n\n';
  for await (const rows of batches) yield rows.map(({ n }) => `${n}\n`).join('');
}

@Module({ controllers: [EchoController] })
class EchoModule {}

export const READ = { Authorization: 'Bearer read-key-0123456789' };
export const ADMIN = { Authorization: 'Bearer admin-key-0123456789' };
export const WRITE = { Authorization: 'Bearer write-key-0123456789' };
export const JSON_BODY = { 'Content-Type': 'application/json' };

interface Answer {
  status: number;
  headers: Headers;
  body: Record<string, unknown>;
}

/** A service of the platform that does next to nothing, on a port of its own. */
export interface EchoService {
  app: NestFastifyApplication;
  url: string;
  port: number;
  database: Database;
  ask(path: string, init?: RequestInit): Promise<Answer>;
  close(): Promise<void>;
}

/** One that the tests of a file share. */
export function useEcho(settings: Record<string, unknown> = {}): EchoService {
  return useShared(
    () => startEcho(settings),
    (service) => service.close(),
  );
}

export async function startEcho(settings: Record<string, unknown> = {}): Promise<EchoService> {
  const database = await createTestDatabase();
  const app = await createService(
    {
      name: 'http-test',
      title: 'Echo',
      description: 'Echo',
      schema: platformSettings,
      module: () => ({ module: EchoModule }),
    },
    platformSettings.parse({
      PORT: 0,
      DATABASE_URL: database.url,
      READ_KEYS: 'read-key-0123456789,second-read-key-01234',
      WRITE_KEYS: 'write-key-0123456789',
      ADMIN_KEYS: 'admin-key-0123456789',
      LOG_LEVEL: 'error',
      // A busy machine is no overload; tests of it set a limit.
      OVERLOAD_LAG_MS: 0,
      ...settings,
    }),
  );
  app.useLogger(false);
  await app.listen(0, '127.0.0.1');
  const url = await app.getUrl();
  return {
    app,
    url,
    port: Number(new URL(url).port),
    database: database.database,
    ask: async (path, init = {}) => {
      const response = await fetch(`${url}${path}`, init);
      const text = await response.text();
      return {
        status: response.status,
        headers: response.headers,
        body: (text === '' ? {} : JSON.parse(text)) as Record<string, unknown>,
      };
    },
    close: async () => {
      await app.close();
      await database.drop();
    },
  };
}

const DEADLINE_MS = 20_000;

/** What came back on a connection until it was closed. */
export interface Exchange {
  /** Of the first answer; 0 when there was none. */
  status: number;
  head: string;
  body: Record<string, unknown>;
}

/**
 * Writes to a connection and waits until the service closes it.
 * @param feed more to send, at a pace of its own
 */
export async function exchange(
  port: number,
  text: string,
  feed?: (socket: Socket) => void,
): Promise<Exchange> {
  const socket = connect(port, '127.0.0.1');
  let received = '';
  socket.on('data', (chunk: Buffer) => (received += chunk.toString()));
  socket.write(text);
  feed?.(socket);
  await new Promise<void>((resolve, reject) => {
    socket.setTimeout(DEADLINE_MS, () => {
      reject(new Error(`The connection stayed open; received: ${received}`));
      socket.destroy();
    });
    // A reset is an end too: what was received before it counts.
    socket.on('error', () => undefined);
    socket.on('close', () => {
      resolve();
    });
  });
  const [head = '', body = ''] = received.split('\r\n\r\n', 2);
  return {
    status: Number(/^HTTP\/1\.1 (\d{3}) /.exec(head)?.[1] ?? 0),
    head,
    body: JSON.parse(/\{.*\}/s.exec(body)?.[0] ?? '{}') as Record<string, unknown>,
  };
}
