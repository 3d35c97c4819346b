export { compiledFile } from './compiled-file.js';
export { runInThread, WorkerThread } from './worker-thread.js';
