import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** Work that may be killed at any point: when it is done again, the tables are those of undisturbed work. */
export interface Work {
  name: string;
  /**
   * Where it is killed: at a fault point of the product (`any:7` is the seventh that it passes), or `after:0.3`
   * of the time that it takes.
   */
  points: readonly string[];
  prepare(): Promise<PreparedWork>;
}

/** Work whose files and first state are there. */
export interface PreparedWork {
  /** Kills it in a database of its own, does it again, and expects the tables of undisturbed work. */
  killedAt(point: string): Promise<void>;
  remove(): Promise<void>;
}

/** The points `any:1` to `any:N`. */
export const numbered = (points: number): string[] =>
  Array.from({ length: points }, (_, at) => `any:${at + 1}`);

/** The share of `after:0.3`; null: a fault point. */
export function shareOf(point: string): number | null {
  return point.startsWith('after:') ? Number(point.slice('after:'.length)) : null;
}

/**
 * Runs a program of `dist/programs`, or what else its environment says.
 * @param afterMs kills it so long after it has begun, which it says by its first line
 * @returns the signal or exit code that ended it, and how long it took
 */
export async function runProgram(
  name: 'load-once' | 'retain-once',
  environment: Record<string, string>,
  afterMs?: number,
): Promise<{ end: string; ms: number }> {
  const { PATH, NODE_COMPILE_CACHE } = process.env;
  const program = spawn(process.execPath, [resolve(`dist/programs/${name}.js`)], {
    env: { PATH, NODE_COMPILE_CACHE, NODE_ENV: 'test', ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(program, 'exit') as Promise<[number | null, string | null]>;
  await Promise.race([once(program.stdout, 'data'), ended]);
  const from = performance.now();
  if (afterMs !== undefined) {
    await Promise.race([sleep(afterMs), ended]);
    program.kill('SIGKILL');
  }
  const [code, signal] = await ended;
  return { end: signal ?? String(code), ms: performance.now() - from };
}
