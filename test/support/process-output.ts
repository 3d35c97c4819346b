import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';

/** Given by runner/log-environment.mjs while a test file runs; a bench that starts services runs without it. */
const runner = globalThis as { holdLog?: (text: string) => void };

/** Whether the runner shows what a process under test printed when its test fails. */
export function isShownOnFailure(): boolean {
  return runner.holdLog !== undefined;
}

/** Passes what a process under test prints on to the runner, each line behind the name of the process. */
export function holdOutput(name: string, stream: Readable): void {
  if (!isShownOnFailure()) return;
  createInterface({ input: stream }).on('line', (line) => {
    runner.holdLog?.(`${name} | ${line}\n`);
  });
}
