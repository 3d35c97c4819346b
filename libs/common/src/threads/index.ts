export { compiledWorker } from './compiled-worker.js';
export { runInThread, WorkerThread } from './worker-thread.js';
