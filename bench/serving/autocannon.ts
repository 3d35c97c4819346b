import type autocannon from 'autocannon';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';

const FOLDER = resolve('bench/peers/autocannon');
const VERSION = '9.0.0';

/** autocannon, which benches alone need: npm installs it below bench/peers at its first use. */
export function loadAutocannon(): typeof autocannon {
  if (!existsSync(resolve(FOLDER, 'node_modules', 'autocannon'))) {
    mkdirSync(FOLDER, { recursive: true });
    const options = ['--prefix', FOLDER, '--no-save', '--no-audit', '--no-fund'];
    const { status } = spawnSync('npm', ['install', ...options, `autocannon@${VERSION}`], {
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    if (status !== 0) throw new Error('npm could not install autocannon: what it printed above says why.');
  }
  return createRequire(resolve(FOLDER, 'package.json'))('autocannon') as typeof autocannon;
}
