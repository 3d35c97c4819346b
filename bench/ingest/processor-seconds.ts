import { readdirSync, readFileSync } from 'node:fs';

/** USER_HZ: what Linux counts processor time in, on all machines that Node runs on. */
const TICKS_A_SECOND = 100;

/** Processor seconds, user and system together. On a shared machine they are steadier than time on the clock. */
export interface ProcessorSeconds {
  client: number;
  /** All processes of the server, also those that have ended meanwhile. */
  postgres: number;
}

/** Counts from now on, until the answer is called. */
export function countProcessorSeconds(client: number, postmaster: number): () => ProcessorSeconds {
  const now = (): ProcessorSeconds => ({ client: secondsOf(client), postgres: secondsOfFamily(postmaster) });
  const before = now();
  return () => {
    const after = now();
    return { client: after.client - before.client, postgres: after.postgres - before.postgres };
  };
}

/** Of one process so far, with all its threads. */
export function secondsOf(pid: number): number {
  return (statOf(pid)?.ticks ?? 0) / TICKS_A_SECOND;
}

/** Of a process, its children, and those that it had and waited for. */
export function secondsOfFamily(pid: number): number {
  const parent = statOf(pid);
  const children = readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry))
    .map((entry) => statOf(Number(entry)))
    .filter((child) => child?.parent === pid);
  const ticks = children.reduce((sum, child) => sum + child!.ticks, 0);
  return (ticks + (parent?.ticks ?? 0) + (parent?.ticksOfEnded ?? 0)) / TICKS_A_SECOND;
}

/** Null when there is no such process any more. */
function statOf(pid: number): { parent: number; ticks: number; ticksOfEnded: number } | null {
  let text: string;
  try {
    text = readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    return null;
  }
  // The name in parentheses may hold blanks; the fields after it are state, parent, ... (proc_pid_stat(5),
  // from the third on).
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const field = (number: number): number => Number(fields[number - 3]);
  return { parent: field(4), ticks: field(14) + field(15), ticksOfEnded: field(16) + field(17) };
}
