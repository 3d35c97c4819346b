import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { compiledWorker } from './compiled-worker.js';

interface Pending {
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: unknown) => void;
  readonly onWord: (word: unknown) => void;
}

type Reply = { readonly id: number } & (
  { readonly result: unknown } | { readonly error: unknown } | { readonly word: unknown }
);

/**
 * A thread that works on one task after the other, each by the default export of a module. Not a pool of Piscina: that loads an
 * ES module by `require`, and Node 24 aborts the whole process when such a thread is ended at the wrong moment.
 */
export class WorkerThread {
  private readonly worker: Worker;
  private readonly pending = new Map<number, Pending>();
  private asked = 0;

  /** @param path of the module below src, for instance `scoring/scoring.worker.js` */
  constructor(path: string) {
    this.worker = new Worker(fileURLToPath(compiledWorker('threads/thread.worker.js')), {
      workerData: { module: compiledWorker(path).href },
    });
    this.worker.on('message', (reply: Reply) => this.hear(reply));
    this.worker.on('error', (error) => this.failAll(error));
    this.worker.on('exit', () => this.failAll(new Error('The thread ended before it had answered.')));
  }

  /** The answer of the module, or what it throws; `onWord` hears what it tells on the way. */
  ask<Result>(task: unknown, onWord: (word: unknown) => void = () => undefined): Promise<Result> {
    const id = this.asked++;
    return new Promise<Result>((resolve, reject) => {
      this.pending.set(id, { resolve: resolve as Pending['resolve'], reject, onWord });
      this.worker.postMessage({ id, task });
    });
  }

  /** Ends the thread at once, whatever it is at; open questions are rejected with `reason`. */
  async end(reason: unknown = new Error('The thread was ended.')): Promise<void> {
    this.failAll(reason);
    await this.worker.terminate();
  }

  private hear(reply: Reply): void {
    const pending = this.pending.get(reply.id);
    if (pending === undefined) return;
    if ('word' in reply) {
      pending.onWord(reply.word);
      return;
    }
    this.pending.delete(reply.id);
    if ('error' in reply) pending.reject(reply.error);
    else pending.resolve(reply.result);
  }

  private failAll(error: unknown): void {
    for (const { reject } of this.pending.values()) reject(error);
    this.pending.clear();
  }
}

/** One task in a thread of its own, which ends with it and gives its memory back; at once when `signal` fires. */
export async function runInThread<Result>(
  path: string,
  task: unknown,
  { signal, onWord }: { signal: AbortSignal; onWord?: (word: unknown) => void },
): Promise<Result> {
  signal.throwIfAborted();
  const thread = new WorkerThread(path);
  const stop = () => void thread.end(signal.reason);
  signal.addEventListener('abort', stop);
  try {
    return await thread.ask<Result>(task, onWord);
  } finally {
    signal.removeEventListener('abort', stop);
    await thread.end();
  }
}
