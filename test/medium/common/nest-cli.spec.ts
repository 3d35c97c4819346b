import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { holdOutput } from '../../support/process-output.js';
import { ADMIN_KEY, READ_KEY } from '../../support/service-process.js';
import { createTestDatabase } from '../../support/test-database.js';
import { until } from '../../support/until.js';

const run = promisify(execFile);
/** Sources are linked, so that the compiled files that other tests run are left alone. */
const LINKED = ['apps', 'libs', 'migrations', 'launcher', 'clients', 'console', 'node_modules'];
const COPIED = ['nest-cli.json', '.swcrc', 'package.json', 'tsconfig.json', 'dist/libs/kernels'];
const NEST = ['node_modules/@nestjs/cli/bin/nest.js'];
const MAIN = (service: string): string => `dist/apps/${service}/src/main.js`;

let root: string;

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'nest-cli-'));
  for (const name of LINKED) symlinkSync(resolve(name), join(root, name));
  for (const name of COPIED) cpSync(resolve(name), join(root, name), { recursive: true });
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

it.each(['ingest-service', 'churn-service', 'recommender-service'])(
  'nest build compiles %s',
  async (service) => {
    rmSync(join(root, 'dist/apps'), { recursive: true, force: true });
    await run(process.execPath, [...NEST, 'build', service], { cwd: root });
    expect(existsSync(join(root, MAIN(service)))).toBe(true);
  },
);

it('nest start compiles and runs a service', async () => {
  const database = await createTestDatabase();
  rmSync(join(root, 'dist/apps'), { recursive: true, force: true });
  // A group of its own: the command starts the service as a child.
  const nest = spawn(process.execPath, [...NEST, 'start', 'churn-service'], {
    cwd: root,
    detached: true,
    env: {
      PATH: process.env['PATH'],
      NODE_ENV: 'test',
      PORT: '0',
      READ_KEYS: READ_KEY,
      ADMIN_KEYS: ADMIN_KEY,
      DATABASE_URL: database.url,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = once(nest, 'exit');
  let output = '';
  for (const stream of [nest.stdout, nest.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => (output += text));
    holdOutput('nest start', stream);
  }
  try {
    const url = /listens on (http:\/\/[\w.:[\]]+)/;
    await until(() => nest.exitCode !== null || url.test(output), 'a service that listens');
    const health = await fetch(`${url.exec(output)![1]!}/health/ready`);
    expect(health.status).toBe(200);
  } finally {
    process.kill(-nest.pid!, 'SIGTERM');
    await ended;
    await database.drop();
  }
});
