import { parentPort, workerData } from 'node:worker_threads';
import type { AlsOrder, AlsThreadData } from './als-orders.js';
import { AlsThread } from './als-orders.js';

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
