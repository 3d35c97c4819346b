import type { ServiceName } from './shared.js';

export const jobs = {
  lead: 'What is running now, and how did earlier jobs end?',
  active: 'Active',
  noneActive: 'No job is running or queued.',
  ended: 'Finished',
  noneEnded: 'No job has run yet. Load a folder of archives on the Data page, or start a job here.',
  steps: { queued: 'waits for earlier jobs', begins: 'begins' },
  filter: 'Show',
  filters: { all: 'All', failed: 'Failed and cancelled', succeeded: 'Succeeded' },
  noneOfFilter: 'No such job among the newest 100 of each service.',
  kinds: {
    ingest: 'Load archives',
    'ingest.deletion': 'Delete an archive',
    'ingest.retention': 'Delete old days',
    'ingest.erase-users': 'Erase users',
    'churn.retrain': 'Train the churn model',
    'churn-ended.retrain': 'Train the model of endings',
    'churn.score': 'Score all users',
    'churn.outcomes': 'Compare scores with outcomes',
    'churn.backtest': 'Backtest the churn model',
    'recommender.retrain': 'Train the recommender',
    'recommender.erase-users': 'Erase users from recommender versions',
    'recommender.estimate-version': 'Estimate a recommender version by what was shown',
    'recommender.search-parameters': 'Search recommender parameters',
    'recommender.lists': 'Write lists in bulk',
    'recommender.user-lists': 'Write users for songs',
  } as Record<string, string>,
  /** What is different once one was started by hand. */
  starts: {
    'churn.retrain':
      'Trains a new version on the newest days. It goes live only if it passes the promotion gate; then all users are scored. The live version serves all requests until then.',
    'churn-ended.retrain': 'It goes live only if it passes the promotion gate.',
    'recommender.retrain':
      'Trains a new version on all loaded logs. It goes live only if it passes the promotion gate. The live version serves all requests until then.',
    'churn.backtest':
      'Trains a model at each of several earlier days, as a retraining of that day would have, and compares its scores with what followed. Nothing that is live changes.',
    'churn.score':
      'The live churn model scores every user as of the newest complete day. The ranked list and the pages of users then show that day. Scores of other days are kept.',
  },
  learnedNothingNew: 'This training found nothing new: the version before it knew the same days.',
  nothingNew: (day: string) =>
    `There is nothing new: what is live already knows all complete days, up to ${day}. This would repeat it.`,
  schedules: {
    title: 'Schedules',
    note: 'Set by CHURN_SCORE_SCHEDULE, CHURN_RETRAIN_SCHEDULE and RECOMMENDER_RETRAIN_SCHEDULE.',
    at: (cron: string, zone: string) => `${cron} (${zone})`,
    never: 'by hand only',
  },
  cancel: {
    action: 'Cancel job',
    explains:
      'The job stops at its next safe point and leaves nothing half done. What it has finished is kept.',
  },
  job: {
    lead: (service: ServiceName) => `How far is this job of the ${service} service, and what came of it?`,
    all: 'All jobs',
    progress: 'Progress',
    input: 'Input',
    noInput: 'No parameters were given.',
    result: 'Result',
    error: 'Error',
    archivesOf: (files: string, state: string) => `Archives of this load, ${state}: ${files}`,
    rejectedOf: (lines: string, rule: string) => `Archives with the lines that ${rule} rejected: ${lines}`,
    version: (version: number) => `Version ${version}`,
  },
};
