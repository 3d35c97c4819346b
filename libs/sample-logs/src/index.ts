export { writeSampleLogs } from './write-sample-logs.js';
export type { SampleManifest } from './manifest.js';
export { GENERATOR_VERSION, holdsSampleLogs, readManifest } from './manifest.js';
