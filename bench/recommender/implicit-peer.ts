import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { resolve } from 'node:path';

/** implicit 0.7.3 in a Python process of its own, if it has been installed into bench/peers/venv. */
export class ImplicitPeer {
  private readonly answers: AsyncIterator<string>;

  private constructor(private readonly python: ChildProcess) {
    this.answers = createInterface({ input: python.stdout! })[Symbol.asyncIterator]();
  }

  /** null when it is not installed. `folder` is where it finds the matrix and leaves its factors. */
  static start(folder: string): ImplicitPeer | null {
    const interpreter = resolve('bench/peers/venv/bin/python');
    if (!existsSync(interpreter)) return null;
    const environment = { ...process.env, OPENBLAS_NUM_THREADS: '1' };
    return new ImplicitPeer(
      spawn(interpreter, ['bench/recommender/implicit_peer.py', folder], {
        env: environment,
        stdio: ['pipe', 'pipe', 'inherit'],
      }),
    );
  }

  async ask<Answer>(order: object): Promise<Answer & { peakBytes: number }> {
    this.python.stdin!.write(`${JSON.stringify(order)}\n`);
    const line = await this.answers.next();
    if (line.done === true) throw new Error('the Python process of implicit ended');
    return JSON.parse(line.value) as Answer & { peakBytes: number };
  }

  end(): void {
    this.python.stdin!.end();
  }
}
