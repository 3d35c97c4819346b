// Plain JavaScript: the bootstrap uses it before anything is installed or built.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/**
 * The identity of a running process: its number, its start (ticks since boot on Linux, a date elsewhere) and
 * its command line. Null when there is none; a zombie (dead, not yet reaped by its parent) counts as gone.
 */
export function identifyProcess(pid) {
  if (!Number.isSafeInteger(pid) || pid <= 0) return null;
  try {
    return process.platform === 'linux' ? identifyByProc(pid) : identifyByPs(pid);
  } catch {
    return null;
  }
}

/** Whether the process that was recorded still runs, and no later one under its number. */
export function isSameProcess(recorded) {
  return identifyProcess(recorded.pid)?.startedAt === recorded.startedAt;
}

function identifyByProc(pid) {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // The name in parentheses may hold spaces and parentheses; the fields start after the last one.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  if (fields[0] === 'Z' || fields[0] === 'X') return null;
  const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
  return { pid, startedAt: fields[19], command };
}

function identifyByPs(pid) {
  const line = execFileSync('ps', ['-o', 'state=,lstart=,command=', '-p', String(pid)], {
    encoding: 'utf8',
    env: { ...process.env, LC_ALL: 'C' },
    stdio: ['ignore', 'pipe', 'ignore'],
  }).trim();
  const [, state, startedAt, command] = /^(\S+)\s+((?:\S+\s+){4}\S+)\s+(.*)$/s.exec(line);
  return state.startsWith('Z') ? null : { pid, startedAt, command };
}
