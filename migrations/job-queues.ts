/**
 * The queues that a new database has, so that a service need not open them at its start: the kinds of jobs of all
 * services with their `whenBusy`. A kind that is missing here is opened by the service that takes its jobs.
 */
export const JOB_QUEUES = [
  { kind: 'ingest', whenBusy: 'queue' },
  { kind: 'ingest.deletion', whenBusy: 'queue' },
  { kind: 'ingest.erase-users', whenBusy: 'queue' },
  { kind: 'ingest.retention', whenBusy: 'refuse' },
  { kind: 'churn.backtest', whenBusy: 'refuse' },
  { kind: 'churn.outcomes', whenBusy: 'queue' },
  { kind: 'churn.publish', whenBusy: 'queue' },
  { kind: 'churn.retrain', whenBusy: 'refuse' },
  { kind: 'churn.score', whenBusy: 'queue' },
  { kind: 'recommender.erase-users', whenBusy: 'queue' },
  { kind: 'recommender.estimate-version', whenBusy: 'refuse' },
  { kind: 'recommender.lists', whenBusy: 'queue' },
  { kind: 'recommender.retrain', whenBusy: 'refuse' },
  { kind: 'recommender.search-parameters', whenBusy: 'refuse' },
  { kind: 'recommender.user-lists', whenBusy: 'queue' },
] as const;
