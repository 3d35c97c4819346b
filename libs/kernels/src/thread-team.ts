import { once } from 'node:events';
import { setImmediate } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { builtKernelFile } from './kernel-module.js';

/** The threads work in the shared memory; their own heaps hold next to nothing. */
const LIMITS = { maxYoungGenerationSizeMb: 1, maxOldGenerationSizeMb: 32, stackSizeMb: 1 };

/** What carries out orders in the calling thread. */
type Member<Order extends string> = Record<Order, () => void>;

/** Threads that carry out the same order together and answer it with the same word. */
export class ThreadTeam<Order extends string> {
  private constructor(
    private readonly workers: Worker[],
    private readonly caller: Member<Order> | null,
  ) {}

  /**
   * Starts one thread per entry of `data`, each from the built file `script`, and waits until each has said
   * that it is there: members that wait for one another must not wait for one that could not start.
   * @param caller works along in the calling thread, which then receives nothing else while an order is carried out.
   * @throws the error of the first thread that cannot start.
   */
  static async start<Order extends string>(
    script: string,
    data: object[],
    caller: Member<Order> | null = null,
  ): Promise<ThreadTeam<Order>> {
    const file = builtKernelFile(script);
    const workers = data.map((workerData) => new Worker(file, { workerData, resourceLimits: LIMITS }));
    const team = new ThreadTeam(workers, caller);
    try {
      await Promise.all(workers.map((worker) => once(worker, 'message')));
    } catch (error) {
      await team.end();
      throw error;
    }
    return team;
  }

  /** Resolves when every member has answered. @throws the error of the first one that fails. */
  async run(order: Order): Promise<void> {
    const answers = Promise.all(this.workers.map((worker) => carryOut(worker, order)));
    if (this.caller !== null) {
      // Should the caller fail, its error is the one that counts.
      answers.catch(() => undefined);
      this.caller[order]();
      await setImmediate();
    }
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
