export { ELSEWHERE_MAPPING } from './elsewhere/write-elsewhere.js';
export { SAMPLE_WORLDS, writeSampleLogs } from './write-sample-logs.js';
export type { SampleWorld } from './write-sample-logs.js';
export type { SampleManifest } from './manifest.js';
export { GENERATOR_VERSION, holdsSampleLogs, readManifest } from './manifest.js';
