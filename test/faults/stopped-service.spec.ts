import { jest } from '@jest/globals';
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { startService } from '../support/running-services.js';
import { READ_KEY } from '../support/service-process.js';
import type { ServiceProcess } from '../support/service-process.js';
import { createTestDatabase } from '../support/test-database.js';
import type { TestDatabase } from '../support/test-database.js';
import { until } from '../support/until.js';

jest.setTimeout(180_000);

const REQUEST = `GET /churn/models HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer ${READ_KEY}\r\n\r\n`;
const EACH = 30;

/** A connection and all that came back on it. */
class Connection {
  received = '';
  private readonly socket: Socket;

  constructor(port: number) {
    this.socket = connect(port, '127.0.0.1').setEncoding('utf8');
    this.socket.on('data', (text: string) => (this.received += text));
    this.socket.on('error', ({ message }) => (this.received += message));
  }

  get isOpen(): boolean {
    return this.socket.readyState === 'open';
  }

  get isClosed(): boolean {
    return this.socket.destroyed;
  }

  /** Returns once the system has the request. */
  async send(): Promise<void> {
    await new Promise((sent) => this.socket.write(REQUEST, sent));
  }

  /** Status of the newest answer and whether it may be asked again; the text where there is no answer. */
  get outcome(): string {
    const head = this.received.split(/(?=HTTP\/1\.1 \d{3} )/).at(-1)!;
    const status = /^HTTP\/1\.1 (\d{3}) /.exec(head)?.[1] ?? (head || 'nothing');
    return /^retry-after: \d/im.test(head) ? `${status} Retry-After` : status;
  }
}

describe('a service that is stopped', () => {
  let database: TestDatabase;
  let service: ServiceProcess;

  beforeEach(async () => {
    database = await createTestDatabase();
    service = await startService('churn', { databaseUrl: database.url, logsFolder: '.' });
  });

  afterEach(async () => {
    await service.kill();
    await database.drop();
  });

  it.each([
    ['', 0],
    [', however rarely it gets the processor', 12],
  ])(
    'answers every request that has arrived while its event loop was behind, on new connections and on those it has%s',
    async (_, pauses) => {
      const port = Number(new URL(service.url).port);
      const open = () => Array.from({ length: EACH }, () => new Connection(port));
      const known = open();
      await Promise.all(known.map((connection) => connection.send()));
      await until(() => known.every(({ outcome }) => outcome === '200'), 'the first answers');
      for (const connection of known) connection.received = '';
      // As if one callback took long: what arrives waits in the system, and so does the signal.
      service.process.kill('SIGSTOP');
      const fresh = open();
      await until(() => fresh.every(({ isOpen }) => isOpen), 'connections');
      const all = [...known, ...fresh];
      await Promise.all(all.map((connection) => connection.send()));
      service.process.kill('SIGTERM');
      // As on a busy machine.
      for (let n = 0; n < pauses; n++) {
        service.process.kill('SIGCONT');
        await sleep(5);
        service.process.kill('SIGSTOP');
        await sleep(150);
      }
      service.process.kill('SIGCONT');
      await until(() => all.every(({ isClosed }) => isClosed), 'the end of all connections');
      const outcomes = all.map(({ outcome }) => outcome);
      expect(outcomes.filter((outcome) => outcome !== '200' && outcome !== '503 Retry-After')).toEqual([]);
      expect(await service.stop()).toBe('SIGTERM');
    },
  );

  it('does not wait for a connection that never sent a request', async () => {
    const silent = new Connection(Number(new URL(service.url).port));
    await until(() => silent.isOpen, 'a connection');
    service.process.kill('SIGTERM');
    await until(() => silent.isClosed, 'the end of the connection', { deadline: 10_000 });
    expect(silent.received).toBe('');
  });
});
