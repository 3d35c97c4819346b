import { spawn } from 'node:child_process';
import { clearInterval, setInterval } from 'node:timers';
import { constants } from 'node:os';
import { readFileSync } from 'node:fs';
import { inRoot, ROOT, toolEnvironment } from './paths.mjs';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/** Runs a program in the checkout with this terminal; signals are passed on; resolves with its exit code. */
export function run(program, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd: ROOT,
      stdio: 'inherit',
      env: { ...toolEnvironment(), MUSICBOX_STARTER: String(process.pid) },
      ...options,
    });
    const pass = (name) => child.kill(name);
    for (const name of SIGNALS) process.on(name, pass);
    const orphaned = watchParent(() => child.kill('SIGTERM'));
    child.once('error', reject);
    child.once('exit', (code, signal) => {
      for (const name of SIGNALS) process.off(name, pass);
      clearInterval(orphaned);
      resolve(code ?? 128 + (constants.signals[signal] ?? 0));
    });
  });
}

/** Runs a script of package.json as npm would, without the half second npm takes to start. */
export function runScript(name) {
  const { scripts } = JSON.parse(readFileSync(inRoot('package.json'), 'utf8'));
  return run(scripts[name], [], { shell: true });
}

/** Runs scripts one after the other, all of them, then says which failed. */
export async function runInTurn(names) {
  const outcomes = [];
  for (const name of names) {
    console.log(`\n> ${name}`);
    const startedAt = Date.now();
    const code = await runScript(name);
    outcomes.push({ name, code, seconds: ((Date.now() - startedAt) / 1000).toFixed(1) });
    if (code > 128) break;
  }
  console.log('');
  for (const { name, code, seconds } of outcomes) {
    console.log(`${code === 0 ? 'passed' : 'FAILED'}  ${name} (${seconds} s)`);
  }
  return outcomes.every(({ code }) => code === 0) ? 0 : 1;
}

/** npm passes on SIGTERM, but after kill -9 of npm no other process would end what it started. */
function watchParent(onOrphaned) {
  if (!process.env.npm_lifecycle_event) return undefined;
  const before = ancestors();
  const watch = setInterval(() => {
    if (ancestors() === before) return;
    clearInterval(watch);
    onOrphaned();
  }, 1000);
  watch.unref();
  return watch;
}

/** Our parent, and its parent when ours is only the shell in which npm runs a script. */
function ancestors() {
  const parent = process.ppid;
  try {
    const isShell = readFileSync(`/proc/${parent}/cmdline`, 'utf8').includes('-c\0');
    const stat = isShell ? readFileSync(`/proc/${parent}/stat`, 'utf8') : '';
    return `${parent} ${stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1] ?? ''}`;
  } catch {
    return `${parent} `;
  }
}
