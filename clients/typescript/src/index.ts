import type { components, paths as IngestPaths } from '../generated/ingest-service.js';
import type { paths as ChurnPaths } from '../generated/churn-service.js';
import type { paths as RecommenderPaths } from '../generated/recommender-service.js';
import { ServiceClient } from './service-client.js';
import type { ServiceClientOptions } from './service-client.js';

export { retry } from './retry.js';
export { ServiceClient } from './service-client.js';
export type { ServiceClientOptions, WaitOptions } from './service-client.js';
export { ServiceProblem, ServiceUnreachable } from './service-errors.js';
export type { ProblemDocument } from './service-errors.js';

export type Job = components['schemas']['JobDto'];
export type ArchiveSummary = components['schemas']['ArchiveSummaryDto'];

export type IngestClient = ServiceClient<IngestPaths>;
export type ChurnClient = ServiceClient<ChurnPaths>;
export type RecommenderClient = ServiceClient<RecommenderPaths>;

export const ingestClient = (options: ServiceClientOptions): IngestClient => new ServiceClient(options);
export const churnClient = (options: ServiceClientOptions): ChurnClient => new ServiceClient(options);
export const recommenderClient = (options: ServiceClientOptions): RecommenderClient =>
  new ServiceClient(options);
