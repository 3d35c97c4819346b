export { Moved } from './moved.js';
export { compiledFile, runInThread, WorkerThread } from './worker-thread.js';
