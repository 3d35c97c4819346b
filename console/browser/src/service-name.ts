/** The services behind the console. */
export type ServiceName = 'ingest' | 'churn' | 'recommender';
