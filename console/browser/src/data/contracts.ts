import type { components as ChurnApi } from '../../../../clients/typescript/generated/churn-service.js';
import type { components as IngestApi } from '../../../../clients/typescript/generated/ingest-service.js';
import type { components as RecommenderApi } from '../../../../clients/typescript/generated/recommender-service.js';

export type { ServiceName } from '../texts/shared.js';
export type { paths as ChurnPaths } from '../../../../clients/typescript/generated/churn-service.js';
export type { paths as IngestPaths } from '../../../../clients/typescript/generated/ingest-service.js';
export type { paths as RecommenderPaths } from '../../../../clients/typescript/generated/recommender-service.js';

/** What each service takes and answers, by its contract: `Churn['ChurnScoreDto']`. */
export type Churn = ChurnApi['schemas'];
export type Ingest = IngestApi['schemas'];
export type Recommender = RecommenderApi['schemas'];

/** What may be asked of a path: `QueryOf<ChurnPaths['/churn/decision']>`. */
export type QueryOf<Path extends { get: { parameters: { query?: unknown } } }> = NonNullable<
  Path['get']['parameters']['query']
>;
