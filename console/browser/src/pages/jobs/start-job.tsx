import { useQuery } from '@tanstack/react-query';
import { pageOfJob } from '../../data/address.js';
import { useModels } from '../../data/models.js';
import { churn, ingest, recommender } from '../../data/service.js';
import { day } from '../../format/times.js';
import { ConfirmedAction } from '../../parts/confirmed-action.js';
import { texts } from '../../texts.js';
import { nameOfKind } from './job-state.js';

/** Jobs that need nothing but to be asked for, by their kind. */
const STARTS = {
  'churn.retrain': {
    service: 'churn',
    start: () => churn.send('post', '/admin/churn/retrain', { params: { query: { target: 'inactive' } } }),
  },
  'churn-ended.retrain': {
    service: 'churn',
    start: () => churn.send('post', '/admin/churn/retrain', { params: { query: { target: 'ended' } } }),
  },
  'churn.score': { service: 'churn', start: () => churn.send('post', '/admin/churn/score', { body: {} }) },
  'churn.backtest': {
    service: 'churn',
    start: () => churn.send('post', '/admin/churn/backtest', { body: {} }),
  },
  'recommender.retrain': {
    service: 'recommender',
    start: () => recommender.send('post', '/admin/recommender/retrain', { body: {} }),
  },
} as const;
export type StartableKind = keyof typeof STARTS;
export const STARTABLE_KINDS = Object.keys(STARTS) as StartableKind[];

/** Starts a job once it was confirmed, and shows it. */
export function StartJob({ kind }: { kind: StartableKind }) {
  const { service, start } = STARTS[kind];
  return (
    <ConfirmedAction
      words={{ action: nameOfKind(kind), explains: texts.jobs.starts[kind] }}
      run={async (): Promise<{ id: string }> => start()}
      leadsTo={({ id }) => pageOfJob(service, id)}
    >
      {kind !== 'churn-ended.retrain' && <NothingNew kind={kind} />}
    </ConfirmedAction>
  );
}

/** Says so where the job would find no day that the live version, or the newest scores, do not know. */
function NothingNew({ kind }: { kind: StartableKind }) {
  const ofChurn = useQuery({ ...churn.query('/churn', { params: { query: { limit: 1 } } }), retry: false });
  const coverage = useQuery(ingest.query('/ingest/coverage'));
  const live = useModels(STARTS[kind].service).data?.versions.find(({ state }) => state === 'live');
  const { snapshotDate = null, freshness } = ofChurn.data ?? {};
  const isRecommender = kind === 'recommender.retrain';
  const newest = (isRecommender ? coverage.data?.lastDay : freshness?.newestLoadedDay) ?? null;
  const learned = (kind === 'churn.score' ? snapshotDate : live?.dataTo) ?? null;
  const isStale = !isRecommender && freshness?.stale === true;
  if (newest === null || learned === null || learned < newest || isStale) return null;
  return (
    <p>
      <strong>{texts.jobs.nothingNew(day(newest))}</strong>
    </p>
  );
}
