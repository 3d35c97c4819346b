export { compiledFile } from './compiled-file.js';
export { Moved } from './moved.js';
export { runInThread, WorkerThread } from './worker-thread.js';
