import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { builtKernelFile } from './kernel-files.js';

/** The threads work in the shared memory; their own heaps hold next to nothing. */
const LIMITS = { maxYoungGenerationSizeMb: 1, maxOldGenerationSizeMb: 32, stackSizeMb: 1 };

/** Threads that carry out the same order together and answer it with the same word. */
export class ThreadTeam<Order extends string> {
  private constructor(private readonly workers: Worker[]) {}

  /** Starts one thread per entry of `data`, each from the built file `script`. */
  static start<Order extends string>(script: string, data: object[]): ThreadTeam<Order> {
    const file = builtKernelFile(script);
    return new ThreadTeam(data.map((workerData) => new Worker(file, { workerData, resourceLimits: LIMITS })));
  }

  /** Resolves when every thread has answered. @throws the error of the first thread that fails. */
  async run(order: Order): Promise<void> {
    await Promise.all(
      this.workers.map(async (worker) => {
        const answered = once(worker, 'message');
        worker.postMessage(order);
        await answered;
      }),
    );
  }

  /** Ends all threads, whatever they are doing. */
  async end(): Promise<void> {
    await Promise.all(this.workers.map((worker) => worker.terminate()));
  }
}
