import { parentPort, workerData } from 'node:worker_threads';
import { Moved } from './worker-thread.js';

/** What a module that runs in a thread exports by default. `tell` sends a message on the way. */
type Work = (task: unknown, tell: (word: unknown) => void) => unknown;

interface Question {
  readonly id: number;
  readonly task: unknown;
}

const { module } = workerData as { module: string };
const loading = import(module) as Promise<{ default: Work }>;

parentPort!.on('message', ({ id, task }: Question) => {
  void answer(id, task);
});

async function answer(id: number, task: unknown): Promise<void> {
  try {
    const { default: work } = await loading;
    const result = await work(task, (word) => parentPort!.postMessage({ id, word }));
    if (!(result instanceof Moved)) parentPort!.postMessage({ id, result });
    else parentPort!.postMessage({ id, result: (result as Moved<unknown>).result }, result.buffers);
  } catch (error) {
    parentPort!.postMessage({ id, error });
  }
}
