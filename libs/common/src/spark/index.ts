export { runSparkJob } from './run-spark-job.js';
export type { OnShare } from './run-spark-job.js';
export { fullDisk, SparkFailed } from './exit-reason.js';
export { closeSparkPlace, openSparkPlace } from './spark-settings.js';
export type { SparkPlace } from './spark-settings.js';
export { sparkOptions, sparkSettings } from './spark-settings.js';
