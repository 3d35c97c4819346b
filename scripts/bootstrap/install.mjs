import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { Failure } from './failure.mjs';
import { inRoot, machinePath, ROOT } from './paths.mjs';

const STAMP = inRoot('node_modules', '.musicbox-installed');
const HIDDEN_LOCK = inRoot('node_modules', '.package-lock.json');
const PINNED_NODE = inRoot('node_modules', '.bin', process.platform === 'win32' ? 'node.cmd' : 'node');

/** Whether node_modules holds what package-lock.json names. */
export function isInstalled() {
  const wanted = wantedStamp();
  if (read(STAMP) === wanted) return true;
  if (!installedByHand()) return false;
  try {
    writeFileSync(STAMP, wanted);
  } catch {
    // A read-only checkout is compared anew each time.
  }
  return true;
}

/** Installs exactly what package-lock.json names. */
export async function install() {
  console.error('Installing the packages that package-lock.json names (npm ci); this takes about a minute.');
  rmSync(STAMP, { force: true });
  const { code, output } = await npmCi();
  if (code !== 0) throw new Failure(whyInstallFailed(output));
  writeFileSync(STAMP, wantedStamp());
}

/** The Node to run on: the pinned one, or this one when it is as new. */
export function workingNode() {
  const wanted = Number(
    JSON.parse(readFileSync(inRoot('package.json'), 'utf8')).dependencies.node.split('.')[0],
  );
  const { stdout } = spawnSync(PINNED_NODE, ['-p', 'process.versions.node'], { encoding: 'utf8' });
  if (Number((stdout ?? '').split('.')[0]) === wanted) return PINNED_NODE;
  if (Number(process.versions.node.split('.')[0]) >= wanted) return process.execPath;
  throw new Failure(
    `Node ${wanted}, which npm should have installed with the project, does not run on ${process.platform}-${process.arch}: ` +
      `remove node_modules and run the command again with install scripts allowed, or install Node ${wanted} yourself.`,
  );
}

function wantedStamp() {
  const lock = readFileSync(inRoot('package-lock.json'));
  return `${createHash('sha256').update(lock).digest('hex')} ${process.platform}-${process.arch}\n`;
}

/** npm leaves a list of what it installed; after npm ci no second one is needed. */
function installedByHand() {
  const hidden = read(HIDDEN_LOCK);
  if (hidden === null) return false;
  const installed = JSON.parse(hidden).packages;
  const wanted = JSON.parse(readFileSync(inRoot('package-lock.json'), 'utf8')).packages;
  return Object.entries(wanted).every(
    ([path, { version, optional }]) =>
      path === '' || installed[path]?.version === version || (optional && !installed[path]),
  );
}

function npmCi() {
  // The Node and npm that run this script, not those of node_modules, which npm ci removes first.
  const { npm_execpath: npm, npm_node_execpath: node } = process.env;
  const [command, first] =
    npm?.endsWith('npm-cli.js') && node && !node.startsWith(inRoot('node_modules'))
      ? [node, [npm]]
      : ['npm', []];
  return new Promise((resolve, reject) => {
    const child = spawn(
      command,
      [...first, 'ci', '--include=dev', '--include=optional', '--no-audit', '--no-fund', '--loglevel=error'],
      {
        cwd: ROOT,
        env: { ...process.env, PATH: machinePath(), NODE_ENV: '' },
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    );
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (bytes) => {
        output = (output + bytes).slice(-20_000);
        process.stderr.write(bytes);
      });
    }
    const stop = () => child.kill('SIGTERM');
    process.once('SIGTERM', stop);
    process.once('SIGINT', stop);
    child.once('error', reject);
    child.once('close', (code) => {
      process.off('SIGTERM', stop);
      process.off('SIGINT', stop);
      resolve({ code, output });
    });
  });
}

function whyInstallFailed(output) {
  if (/ENOSPC|no space left/i.test(output)) {
    return 'The disk is full: free about 1 GB and run the command again.';
  }
  if (/EACCES|EPERM/i.test(output)) {
    return 'npm may not write node_modules here: run the command as the account that owns the checkout.';
  }
  if (/ENOTFOUND|EAI_AGAIN|ETIMEDOUT|ECONNREFUSED|ECONNRESET|network/i.test(output)) {
    return 'npm cannot reach its package registry: check the network or the proxy (npm config get registry) and run the command again.';
  }
  return 'npm ci failed; what it printed above says why.';
}

function read(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}
