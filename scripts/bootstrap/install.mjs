import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { Failure } from './failure.mjs';
import { inRoot, machinePath } from './paths.mjs';
import { run } from './run.mjs';

const HIDDEN_LOCK = inRoot('node_modules', '.package-lock.json');
const PINNED_NODE = inRoot('node_modules', '.bin', process.platform === 'win32' ? 'node.cmd' : 'node');

/** Whether node_modules holds what package-lock.json names; npm lists what it has installed when it is done. */
export function isInstalled() {
  if (!existsSync(HIDDEN_LOCK)) return false;
  const installed = packagesOf(HIDDEN_LOCK);
  return Object.entries(packagesOf(inRoot('package-lock.json'))).every(
    ([path, { version, optional }]) =>
      path === '' || installed[path]?.version === version || (optional && !installed[path]),
  );
}

/** Installs exactly what package-lock.json names. */
export async function install() {
  console.error('Installing the packages that package-lock.json names (npm ci); this takes about a minute.');
  // The Node and npm that run this script, not those of node_modules, which npm ci removes first.
  const { npm_execpath: npm, npm_node_execpath: node } = process.env;
  const isOurs = npm?.endsWith('npm-cli.js') && node && !node.startsWith(inRoot('node_modules'));
  const [command, first] = isOurs ? [node, [npm]] : ['npm', []];
  const options = ['--include=dev', '--include=optional', '--no-audit', '--no-fund', '--loglevel=error'];
  const code = await run(command, [...first, 'ci', ...options], {
    env: { ...process.env, PATH: machinePath(), NODE_ENV: '' },
    stdio: ['ignore', process.stderr, process.stderr],
  });
  if (code !== 0)
    throw new Failure(
      'npm ci failed; what it printed above says why. It needs the package registry and 1 GB of disk.',
    );
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

function packagesOf(lockFile) {
  return JSON.parse(readFileSync(lockFile, 'utf8')).packages;
}
