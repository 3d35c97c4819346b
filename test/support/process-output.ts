import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';

/** Given by log-environment.mjs; a bench that starts services runs without it. */
const { holdLog } = globalThis as { holdLog?: (text: string) => void };

/** Whether the runner shows what a process under test printed when its test fails. */
export const isHeld = holdLog !== undefined;

/** Passes what a process under test prints on to the runner, each line behind the name of the process. */
export function holdOutput(name: string, stream: Readable): void {
  if (holdLog === undefined) return;
  createInterface({ input: stream }).on('line', (line) => {
    holdLog(`${name} | ${line}\n`);
  });
}
