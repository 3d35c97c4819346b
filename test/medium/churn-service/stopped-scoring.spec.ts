import { JobsService } from '#common';
import { loadPopulation, useChurnService } from './running-churn-service.js';
import { until } from '../../support/until.js';
import { waitingLocks } from '../../support/waiting-locks.js';

const [FIRST, LAST] = ['2017-03-30', '2017-05-12'];

const service = useChurnService({ CHURN_MODELS: 'logistic-regression' });

beforeAll(async () => {
  await loadPopulation(service.database, 450, FIRST, LAST);
  await service.run('/admin/churn/retrain');
});

it('a scoring is cancelled amid a statement', async () => {
  const jobs = service.app.get(JobsService);
  await service.database.transaction(async (transaction) => {
    await transaction.query('LOCK TABLE churn_score_set IN ACCESS EXCLUSIVE MODE');
    const { id } = await jobs.start('churn.score', {});
    const isWaiting = async () => (await waitingLocks(service.database, "locktype = 'relation'")) > 0;
    await until(isWaiting, 'the statement');
    await jobs.cancel(id);
    expect(await service.waitFor(`/jobs/${id}`)).toMatchObject({ state: 'cancelled' });
    await until(async () => !(await isWaiting()), 'the end of the statement');
  });
  expect(await service.run('/admin/churn/score')).toMatchObject({ state: 'succeeded' });
});

it('a scoring that cannot be written reads no further', async () => {
  const { database } = service;
  // More than wait to be written at a time.
  await database.query(
    `INSERT INTO user_day (user_id, day, plays, distinct_songs, downloads, searches)
     SELECT 100000 + u, $1::date, 1, 1, 0, 0 FROM generate_series(1, 40000) AS u`,
    [LAST],
  );
  await database.query('ALTER TABLE churn_score RENAME TO churn_score_away');
  expect(await service.run('/admin/churn/score')).toMatchObject({ state: 'failed' });
  await database.query('ALTER TABLE churn_score_away RENAME TO churn_score');
  expect(
    (await service.run<{ scoredUsers: number }>('/admin/churn/score')).result.scoredUsers,
  ).toBeGreaterThan(40_000);
});
