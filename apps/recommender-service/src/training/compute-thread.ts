import type { MessagePort } from 'node:worker_threads';
import { Piscina } from 'piscina';

/** A thread loads compiled JavaScript only: where this very file is TypeScript (under Jest) the built worker is taken. */
const WORKER = import.meta.url.endsWith('.ts')
  ? new URL('../../../../dist/apps/recommender-service/src/training/training.worker.js', import.meta.url)
  : new URL('./training.worker.js', import.meta.url);

export interface ThreadOptions {
  /** Moves to the thread instead of being copied. */
  transferList?: readonly (ArrayBuffer | MessagePort)[];
  /** Ends the thread at once. */
  signal?: AbortSignal;
}

/** Runs one function of the worker in a new thread, which ends with it and gives its memory back. */
export async function runInThread<Outcome>(
  name: 'train' | 'tune' | 'baselines',
  task: object,
  { transferList = [], signal }: ThreadOptions = {},
): Promise<Outcome> {
  const pool = new Piscina({ filename: WORKER.href, maxThreads: 1 });
  try {
    const options = { name, transferList: [...transferList], ...(signal === undefined ? {} : { signal }) };
    return (await pool.run(task, options)) as Outcome;
  } finally {
    await pool.destroy();
  }
}
