export { bucketProblem, openBucket, statusOf } from './bucket-client.js';
export { bucketPlace, bucketSettings } from './bucket-settings.js';
export type { BucketPlace } from './bucket-settings.js';
