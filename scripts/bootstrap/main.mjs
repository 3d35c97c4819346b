import { mkdirSync } from 'node:fs';
import { isBuilt, build } from './build.mjs';
import { Failure, inOneSentence } from './failure.mjs';
import { install, isInstalled, workingNode } from './install.mjs';
import { takeLock } from './lock-file.mjs';
import { COMPILE_CACHE, inRoot } from './paths.mjs';
import { run, runInTurn } from './run.mjs';
import { requireChromium } from '../find-chromium.mjs';
import { setUpSpark } from '../spark-setup.mjs';

const CHECKS = ['format:check', 'lint', 'typecheck', 'folders', 'unused', 'contracts'];
const BROKEN_PIPE = inRoot('scripts/bootstrap/broken-pipe.mjs');
const JEST = ['--no-warnings', 'node_modules/jest/bin/jest.js'];
/** Test files that try a part of their cases otherwise: kills at all points, property tests with all their runs. */
const THOROUGH = ['test/faults', 'test/medium', 'apps', 'libs', 'migrations', 'console'];

/** What each command runs, its arguments behind it. */
const PROGRAMS = {
  start: ['dist/programs/launcher.js'],
  ingest: ['dist/apps/ingest-service/src/cli/main.js'],
  distribute: ['dist/migrations/distribution/main.js'],
  keys: ['dist/apps/ingest-service/src/keys-cli/main.js'],
  fuzz: ['test/fuzz/fuzz.mjs'],
  'client:python': ['scripts/python-client.mjs'],
  test: JEST,
  'test:faults': [...JEST, ...THOROUGH],
  'test:spark': [...JEST, '--config', 'jest.spark.config.mjs'],
  'test:browser': [...JEST, '--config', 'jest.browser.config.mjs'],
};
const REQUIREMENTS = { 'test:spark': setUpSpark, 'test:browser': requireChromium };

/** Installs and builds what is missing, then starts the platform, runs the tests or runs the checks. */
export async function main([command, ...rest]) {
  try {
    process.exitCode = await carryOut(command, rest);
  } catch (error) {
    console.error(inOneSentence(error));
    process.exitCode = error.exitCode ?? 1;
  }
}

async function carryOut(command, rest) {
  const program = PROGRAMS[command];
  if (program === undefined && command !== 'check') {
    const known = [...Object.keys(PROGRAMS), 'check'].join(', ');
    throw new Failure(`A command is missing: node scripts/bootstrap.mjs with one of ${known}.`);
  }
  await prepare();
  if (program === undefined) return runInTurn(CHECKS);
  REQUIREMENTS[command]?.();
  if (command === 'test:faults') process.env.TEST_THOROUGH = 'all';
  if (command.startsWith('test')) return run(workingNode(), [...program, ...rest]);
  // Not for Jest: its workers load thousands of sources, and would take seconds to store them when they end.
  process.env.NODE_COMPILE_CACHE ??= COMPILE_CACHE;
  return run(workingNode(), ['--import', BROKEN_PIPE, ...program, ...rest]);
}

/** Looks first and locks only when there is work, so that a prepared checkout may be read-only. */
async function prepare() {
  if (isInstalled() && isBuilt()) return;
  mkdirSync(inRoot('.musicbox'), { recursive: true });
  const lock = await takeLock(inRoot('.musicbox', 'bootstrap.lock'), { onHeld: sayOnce() });
  process.once('exit', lock.release);
  try {
    if (!isInstalled()) await install();
    if (!isBuilt()) await build();
  } finally {
    process.off('exit', lock.release);
    lock.release();
  }
}

function sayOnce() {
  let said = false;
  return ({ pid }) => {
    if (!said) console.error(`Process ${pid} is installing or building in this checkout; waiting for it.`);
    said = true;
  };
}
