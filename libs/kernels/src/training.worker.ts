import { parentPort, workerData } from 'node:worker_threads';
import type { AlsOrder, AlsThreadData } from './training-thread.js';
import { AlsThread } from './training-thread.js';

const thread = new AlsThread(workerData as AlsThreadData);

/**
 * The module of a thread of a training next to the calling one: it answers each order with its word when done.
 * An error ends the thread, and the team that gave the order throws it.
 */
parentPort!.on('message', (order: AlsOrder) => {
  thread[order]();
  parentPort!.postMessage(order);
});
