import { once } from 'node:events';
import { setImmediate } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';

/** The threads work in the shared memory; their own heaps hold next to nothing. */
const LIMITS = { maxYoungGenerationSizeMb: 1, maxOldGenerationSizeMb: 32, stackSizeMb: 1 };

/** Threads that carry out the same order together and answer it with the same word. */
export class ThreadTeam<Order extends string> {
  private readonly workers: Worker[];

  /**
   * Starts one thread per entry of `data`.
   * @param caller works along in the calling thread, which receives nothing else while an order is carried out.
   */
  constructor(
    script: string | URL,
    data: readonly object[],
    private readonly caller: Record<Order, () => void>,
  ) {
    this.workers = data.map((workerData) => new Worker(script, { workerData, resourceLimits: LIMITS }));
  }

  /** Resolves when every member has answered. @throws the error of the first one that fails, or that has ended. */
  async run(order: Order): Promise<void> {
    const answers = Promise.all(this.workers.map((worker) => carryOut(worker, order)));
    // Should the caller fail, its error is the one that counts.
    answers.catch(() => undefined);
    this.caller[order]();
    await setImmediate();
    await answers;
  }

  /** Ends all threads, whatever they are doing. */
  async end(): Promise<void> {
    await Promise.all(this.workers.map((worker) => worker.terminate()));
  }
}

/** Resolves when the thread has answered. @throws its error, or that it has ended. */
async function carryOut(worker: Worker, order: string): Promise<void> {
  const isOver = new AbortController();
  const heard = [once(worker, 'message', isOver), once(worker, 'exit', isOver)] as const;
  for (const event of heard) event.catch(() => undefined);
  worker.postMessage(order);
  try {
    const [answer] = (await Promise.race(heard)) as unknown[];
    if (answer !== order) throw new Error('a thread has ended before it answered');
  } finally {
    isOver.abort();
  }
}
