export { runSparkJob, SparkFailed } from './run-spark-job.js';
export { closeSparkPlace, openSparkPlace } from './spark-place.js';
export type { SparkPlace } from './spark-place.js';
export { sparkOptions, sparkSettings } from './spark-settings.js';
