import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { Failure } from './bootstrap/failure.mjs';
import { inRoot } from './bootstrap/paths.mjs';

const SERVERS = ['ingest', 'churn', 'recommender', 'console'];

/**
 * Runs `work` against a platform with sample logs, its own data folder and free ports, and without rate
 * limits.
 * @param folder removed before and after
 * @param work receives the content of access.json and its path
 */
export async function withOwnPlatform(folder, sampleUsers, work) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const ports = await Promise.all(SERVERS.map(freePort));
  const places = SERVERS.flatMap((name, n) => [`--${name}-port`, String(ports[n])]);
  const platform = spawn(
    process.execPath,
    [inRoot('dist/programs/launcher.js'), '--data', folder, '--sample-users', sampleUsers, ...places],
    {
      // Few users cannot prove that a recommender is as good as its baselines; here any version will do.
      env: {
        ...process.env,
        RATE_LIMIT_PER_MINUTE: '0',
        RECOMMENDER_GATE_MARGIN: '0.99',
        RECOMMENDER_POPULARITY_MARGIN: '0.99',
        RECOMMENDER_GATE_USERS: '10',
      },
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  const stop = () => platform.kill('SIGINT');
  process.once('SIGINT', stop);
  const ended = once(platform, 'exit');
  try {
    await untilReady(platform);
    const accessFile = join(folder, 'access.json');
    return await work(JSON.parse(readFileSync(accessFile, 'utf8')), accessFile);
  } finally {
    stop();
    await ended;
    process.off('SIGINT', stop);
    rmSync(folder, { recursive: true, force: true });
  }
}

function untilReady(platform) {
  let output = '';
  return new Promise((resolve, reject) => {
    platform.once('exit', () => reject(new Failure(`The platform did not start:\n${output}`)));
    platform.stdout.on('data', (bytes) => {
      output += bytes;
      if (output.includes('\nReady.')) resolve();
    });
  });
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}
