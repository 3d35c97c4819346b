import { parentPort, workerData } from 'node:worker_threads';
import type { AlsOrder, AlsThreadData } from './training-thread.js';
import { AlsThread } from './training-thread.js';

const thread = new AlsThread(workerData as AlsThreadData);
parentPort!.on('message', (order: AlsOrder) => {
  try {
    thread[order]();
  } catch (error) {
    thread.fail();
    throw error;
  }
  parentPort!.postMessage(order);
});
parentPort!.postMessage('ready');
