import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';

/** A process that answers each line of JSON with one line of JSON. */
export class LineProcess {
  private readonly answers: AsyncIterator<string>;

  constructor(private readonly child: ChildProcess) {
    this.answers = createInterface({ input: child.stdout! })[Symbol.asyncIterator]();
  }

  async ask<Answer>(order: object): Promise<Answer> {
    this.child.stdin!.write(`${JSON.stringify(order)}\n`);
    const line = await this.answers.next();
    if (line.done === true) throw new Error('the process under test ended early');
    return JSON.parse(line.value) as Answer;
  }

  end(): void {
    this.child.stdin!.end();
  }
}

/** implicit 0.7.3 with its BLAS on one thread, or null when it is not installed in bench/peers/venv. */
export function startImplicit(folder: string): LineProcess | null {
  const interpreter = resolve('bench/peers/venv/bin/python');
  if (!existsSync(interpreter)) return null;
  // The script itself removes settings that would slow its BLAS down.
  const env = { ...process.env, OPENBLAS_NUM_THREADS: '1' };
  const script = 'bench/recommender/implicit_peer.py';
  return new LineProcess(spawn(interpreter, [script, folder], { env, stdio: ['pipe', 'pipe', 'inherit'] }));
}

/** Our kernel in a process of its own, so that its memory can be compared. */
export const startOurs = (folder: string): LineProcess => startScript('als-process.js', [folder]);

/** Reads events into a matrix in a process of its own. */
export const startReading = (): LineProcess => startScript('interactions-process.js', []);

function startScript(name: string, words: string[]): LineProcess {
  const script = resolve('dist/bench/recommender', name);
  return new LineProcess(spawn(process.execPath, [script, ...words], { stdio: ['pipe', 'pipe', 'inherit'] }));
}
