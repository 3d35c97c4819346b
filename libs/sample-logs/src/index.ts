export { writeSampleLogs } from './write-sample-logs.js';
export type { SampleLogsOptions } from './write-sample-logs.js';
export type { SampleManifest } from './manifest.js';
export { GENERATOR_VERSION, holdsSampleLogs, readManifest } from './manifest.js';
export type { BestReachable } from './best-reachable.js';
export { SampleLogsError } from './sample-logs-error.js';
