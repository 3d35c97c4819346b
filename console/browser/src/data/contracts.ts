export type { ServiceName } from '../service-name.js';

/** What the services take and answer, by their contracts. */
export type {
  components as ChurnComponents,
  paths as ChurnPaths,
} from '../../../../clients/typescript/generated/churn-service.js';
export type {
  components as IngestComponents,
  paths as IngestPaths,
} from '../../../../clients/typescript/generated/ingest-service.js';
export type {
  components as RecommenderComponents,
  paths as RecommenderPaths,
} from '../../../../clients/typescript/generated/recommender-service.js';
