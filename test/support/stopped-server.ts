import type { EmbeddedPostgres } from '#common/embedded-postgres';
import { execFileSync } from 'node:child_process';

/** The postmaster and its children; each child has a session of its own, so a signal to the group would miss it. */
function processesOf({ pid }: EmbeddedPostgres): number[] {
  const lines = execFileSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' }).trim().split('\n');
  const pairs = lines.map((line) => line.trim().split(/\s+/).map(Number));
  return [pid, ...pairs.filter(([, parent]) => parent === pid).map(([child]) => child!)];
}

function signalAll(server: EmbeddedPostgres, signal: NodeJS.Signals): void {
  for (const pid of processesOf(server)) {
    try {
      process.kill(pid, signal);
    } catch (error) {
      // A connection that has ended meanwhile.
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  }
}

/**
 * PostgreSQL as a machine that hangs: connections stay open and new ones are taken by the kernel, but nothing answers.
 * @returns what makes it go on
 */
export function stopServer(server: EmbeddedPostgres): () => void {
  // The postmaster first, so that no child is made behind the list.
  process.kill(server.pid, 'SIGSTOP');
  signalAll(server, 'SIGSTOP');
  return () => signalAll(server, 'SIGCONT');
}
