import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { ones } from '#ml';
import type { DenseMatrix, RankingMeasures } from '#ml';

export interface PeerRun {
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly predictSeconds: number;
  readonly trees: number | null;
  readonly probabilities: Float64Array;
}

/** By weights; `isotonic` at each row. */
export interface PeerMeasures extends RankingMeasures {
  readonly brier: number;
  readonly logLoss: number;
  readonly isotonic: readonly number[];
}

interface Command {
  readonly model: 'boosting' | 'forest' | 'logistic' | 'lightgbm';
  readonly settings: Record<string, number | boolean>;
  readonly train: string;
  readonly test: string;
  readonly trainRows?: number[];
  readonly testRows?: number[];
}

/**
 * What OpenMP threads do while they wait: spin, which is fastest on idle cores and ruinous on busy ones, or sleep.
 * 'default' leaves it to the OpenMP library. On a busy machine (load 4-6) 'passive' was scikit-learn's fastest, 7.1 s
 * against 18.9 s with 'default' and no end within 3 minutes with 'active'; LightGBM took 4.5 s against 3.3 s.
 */
export type WaitPolicy = 'active' | 'passive' | 'default';

/** Python with scikit-learn and LightGBM, on one OpenMP thread. */
export class PeerProcess {
  private readonly folder = mkdtempSync(join(tmpdir(), 'churn-bench-'));
  private readonly child;
  private readonly lines;

  private constructor(python: string, script: string, waitPolicy: WaitPolicy) {
    const threads = {
      OMP_NUM_THREADS: '1',
      OPENBLAS_NUM_THREADS: '1',
      ...(waitPolicy === 'default' ? {} : { OMP_WAIT_POLICY: waitPolicy }),
    };
    this.child = spawn(python, ['-W', 'ignore', script], {
      env: { ...process.env, ...threads },
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    this.lines = createInterface({ input: this.child.stdout })[Symbol.asyncIterator]();
  }

  /** Null when the peers are not installed. */
  static async start(
    python: string,
    script: string,
    waitPolicy: WaitPolicy,
  ): Promise<{ peers: PeerProcess; versions: object } | null> {
    if (!existsSync(python)) return null;
    const peers = new PeerProcess(python, script, waitPolicy);
    return { peers, versions: await peers.answer<object>() };
  }

  async load(name: string, x: DenseMatrix, labels: Uint8Array, weights = ones(x.rows)): Promise<void> {
    const [values, outcomes, counts] = ['x', 'y', 'w'].map((end) => join(this.folder, `${name}.${end}`)) as [
      string,
      string,
      string,
    ];
    writeFileSync(values, new Uint8Array(x.values.buffer, x.values.byteOffset, x.values.byteLength));
    writeFileSync(outcomes, labels);
    writeFileSync(counts, new Uint8Array(weights.buffer));
    const files = { x: values, labels: outcomes, weights: counts };
    this.send({ do: 'load', name, columns: x.columns, ...files });
    await this.answer();
  }

  async run(command: Command): Promise<PeerRun> {
    const out = join(this.folder, 'predictions');
    this.send({ do: 'run', ...command, out });
    const measured = await this.answer<Omit<PeerRun, 'probabilities'>>();
    const bytes = readFileSync(out);
    const probabilities = new Float64Array(bytes.length / 8);
    new Uint8Array(probabilities.buffer).set(bytes);
    return { ...measured, probabilities };
  }

  /** Measures of scores of a loaded table. */
  async measure(of: string, scores: Float64Array): Promise<PeerMeasures> {
    const file = join(this.folder, 'scores');
    writeFileSync(file, new Uint8Array(scores.buffer));
    this.send({ do: 'measure', of, scores: file });
    return await this.answer();
  }

  async stop(): Promise<void> {
    this.child.stdin.end();
    await once(this.child, 'exit');
    rmSync(this.folder, { recursive: true });
  }

  private send(command: object): void {
    this.child.stdin.write(`${JSON.stringify(command)}\n`);
  }

  private async answer<T>(): Promise<T> {
    const line = await this.lines.next();
    if (line.done) throw new Error('the peers ended; their message is above');
    return JSON.parse(line.value) as T;
  }
}
