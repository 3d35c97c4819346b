import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, openSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { resolve } from 'node:path';
import { ADMIN_KEY, READ_KEY } from '../support/service-process.js';
import { createTestDatabase } from '../support/test-database.js';
import type { TestDatabase } from '../support/test-database.js';
import { until } from '../support/until.js';

/** A device on which every write fails for lack of space. */
const FULL = '/dev/full';

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  await new Promise((done) => server.close(done));
  return port;
}

describe('a service whose log lies on a full disk', () => {
  let database: TestDatabase;

  beforeAll(async () => {
    database = await createTestDatabase();
  });

  afterAll(async () => {
    await database.drop();
  });

  const onLinux = existsSync(FULL) ? it : it.skip;

  onLinux(
    'starts, answers and ends as if nothing were wrong',
    async () => {
      const port = await freePort();
      const log = openSync(FULL, 'w');
      const service = spawn(process.execPath, [resolve('dist/programs/churn-service.js')], {
        env: {
          PATH: process.env['PATH'],
          NODE_ENV: 'test',
          PORT: String(port),
          DATABASE_URL: database.url,
          READ_KEYS: READ_KEY,
          ADMIN_KEYS: ADMIN_KEY,
        },
        stdio: ['ignore', log, log],
      });
      closeSync(log);
      try {
        const url = `http://127.0.0.1:${port}/health/ready`;
        await until(
          async () => {
            expect(service.exitCode).toBeNull();
            return (await fetch(url).catch(() => null))?.ok;
          },
          'the service to be ready',
          { deadline: 60_000 },
        );
        service.kill('SIGTERM');
        expect(await once(service, 'exit')).toEqual([null, 'SIGTERM']);
      } finally {
        service.kill('SIGKILL');
      }
    },
    90_000,
  );
});
