import { WorkerThread, compiledFile } from '#common/threads';
import type { OnProgress, TrainingProgress } from './train-churn-model.js';
import type { TrainingPiece } from './train-churn.worker.js';

/** Gets the thread that has become free. */
type Waiting = (thread: WorkerThread) => void;

const WORKER = compiledFile('./train-churn.worker.js', import.meta.url);

/**
 * Threads that work on the pieces of trainings, each on one after the other: modules are loaded and functions compiled once. Pieces are
 * begun in the order in which they are asked for, the last ones of a training behind those that others wait for.
 */
export class TrainingThreads {
  private readonly idle: WorkerThread[] = [];
  private readonly all: WorkerThread[] = [];
  private readonly waiting: Waiting[] = [];
  private readonly waitingAsLast: Waiting[] = [];

  private constructor(private readonly most: number) {}

  /**
   * Does `work` with `most` threads, which end with it; at once when it fails or `signal` fires.
   * @throws the reason of the signal, or what `work` throws
   */
  static async during<Result>(
    most: number,
    signal: AbortSignal,
    work: (threads: TrainingThreads) => Promise<Result>,
  ): Promise<Result> {
    signal.throwIfAborted();
    const threads = new TrainingThreads(most);
    const stop = () => void threads.end(signal.reason);
    signal.addEventListener('abort', stop);
    try {
      return await work(threads);
    } finally {
      signal.removeEventListener('abort', stop);
      await threads.end();
    }
  }

  /** What the worker answers to one piece. */
  async run<Result>(
    piece: TrainingPiece,
    { isLast, onProgress }: { isLast: boolean; onProgress: OnProgress },
  ): Promise<Result> {
    const thread = await this.next(isLast ? this.waitingAsLast : this.waiting);
    try {
      const onWord = (word: unknown) => onProgress(word as TrainingProgress);
      return await thread.ask<Result>(piece, { onWord });
    } finally {
      const first = this.waiting.shift() ?? this.waitingAsLast.shift();
      if (first === undefined) this.idle.push(thread);
      else first(thread);
    }
  }

  private async next(queue: Waiting[]): Promise<WorkerThread> {
    const idle = this.idle.pop();
    if (idle !== undefined) return idle;
    if (this.all.length === this.most) return await new Promise((resolve) => queue.push(resolve));
    const thread = new WorkerThread(WORKER);
    this.all.push(thread);
    return thread;
  }

  private async end(reason?: unknown): Promise<void> {
    await Promise.all(this.all.map((thread) => thread.end(reason)));
  }
}
