export { compiledFile, Moved, runInThread, WorkerThread } from './worker-thread.js';
