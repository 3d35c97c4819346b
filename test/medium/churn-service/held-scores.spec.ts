import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { ServingStates } from '../../../apps/churn-service/src/serving/serving-state.js';
import { SELECT_SET_CHECK } from '../../../apps/churn-service/src/scores/score-sets.sql.js';
import { HeldScores } from '../../../apps/churn-service/src/scores/held-scores.js';
import { ADMIN, useChurnService, createChurnApp, loadPopulation, READ } from './running-churn-service.js';
import { useShared } from '../../support/use-shared.js';
import { until } from '../../support/until.js';

const FIRST = '2017-03-30';
const LAST = '2017-05-12';

interface Score {
  userId: string;
  probability: number;
  modelVersion: number;
  outcome: string | null;
  interval: { low: number; high: number };
  freshness: { scoredAt: string; source: string; stale: boolean };
}

/** The one that holds scores and answers in memory. */
const service = useChurnService({ CHURN_MODELS: 'logistic-regression' });
let userIds: string[];

beforeAll(async () => {
  await loadPopulation(service.database, 450, FIRST, LAST);
  await service.retrain();
  const rows = await service.database.query<{ id: string }>(
    'SELECT user_id AS id FROM churn_score ORDER BY 1',
  );
  userIds = rows.map(({ id }) => id);
});

/** Another instance on the same database, begun when there is a model: it holds nothing, scores and promotes. */
const other = useShared(
  () => createChurnApp(service.databaseUrl, { CHURN_SERVING_MEMORY_MB: '0' }),
  (app) => app.close(),
);

async function textOf(app: NestFastifyApplication, userId: string): Promise<string> {
  const answer = await app.inject({ url: `/churn/${userId}`, headers: { authorization: `Bearer ${READ}` } });
  expect([answer.statusCode, answer.headers['content-type']]).toEqual([
    200,
    'application/json; charset=utf-8',
  ]);
  return answer.body;
}

async function scoreOf(userId: string): Promise<Score> {
  return JSON.parse(await textOf(service.app, userId)) as Score;
}

/** Done by the other instance; whoever is answered knows that it has been done. */
async function otherDoes(url: string): Promise<void> {
  const headers = { authorization: `Bearer ${ADMIN}` };
  const { statusCode, body } = await other.inject({ method: 'POST', url, headers });
  expect([200, 202]).toContain(statusCode);
  const { id, job } = JSON.parse(body) as { id?: string; job?: { id: string } };
  expect(await service.waitFor(`/jobs/${job?.id ?? id}`)).toMatchObject({ state: 'succeeded' });
}

/** Changes what was stored of a user behind the service's back: its set stays the same. */
async function forgetStored(userId: string): Promise<void> {
  await service.database.query('DELETE FROM churn_score WHERE user_id = $1', [userId]);
}

describe('scores that are held in memory', () => {
  it('are checked by a statement that is planned once and reads the events of the users alone', async () => {
    await service.database.query(`INSERT INTO recent_event (user_id, happened_at, device, kind)
      SELECT 1000000 + n % 1000, '2017-05-13', 1, 'play' FROM generate_series(1, 20000) AS n`);
    await service.database.query('ANALYZE recent_event');
    await service.database.transaction(async (transaction) => {
      await transaction.query(`PREPARE set_check AS ${SELECT_SET_CHECK}`);
      const check = `EXECUTE set_check ('${LAST}', 1, '{${userIds[0]}}')`;
      for (let times = 0; times < 7; times++)
        expect(await transaction.query(check)).toMatchObject([{ excluded: [], late: [] }]);
      const [plans] = await transaction.query<{ generic: string }>(
        "SELECT generic_plans AS generic FROM pg_prepared_statements WHERE name = 'set_check'",
      );
      expect(Number(plans!.generic)).toBeGreaterThan(0);
      const plan = JSON.stringify(await transaction.query(`EXPLAIN ${check}`));
      expect(plan).toContain('recent_event_user');
      expect(plan).not.toContain('recent_event_received');
      await transaction.query('DEALLOCATE set_check');
    });
    await service.database.query('DELETE FROM recent_event');
  });

  it('give the same bytes as stored ones, asked first, again, in another spelling or in a batch', async () => {
    const known = userIds.slice(0, 50);
    for (const userId of known) {
      const stored = await textOf(other, userId);
      expect(await textOf(service.app, userId)).toBe(stored);
      expect(await textOf(service.app, `00${userId}`)).toBe(stored);
      expect(JSON.stringify(JSON.parse(stored))).toBe(stored);
    }
    const { text } = await service.ask('POST', '/churn/batch', { body: { userIds: [...known, ...known] } });
    const { results } = JSON.parse(text) as { results: { score: object }[] };
    for (const [index, userId] of [...known, ...known].entries())
      expect(JSON.stringify(results[index]!.score)).toBe(await textOf(other, userId));
  });

  it('answer about users who were never asked about, from memory alone', async () => {
    const [asked, unasked] = userIds.slice(150);
    await textOf(service.app, userIds[0]!);
    const held = service.app.get(HeldScores);
    const states = service.app.get(ServingStates);
    await until(async () => {
      const set = (await states.newest())?.set ?? null;
      return set !== null && held.columnsOf(set) !== null;
    }, 'scores in memory');
    const before = await textOf(service.app, asked!);
    const expected = await textOf(other, unasked!);
    await forgetStored(asked!);
    await forgetStored(unasked!);
    expect(await textOf(service.app, asked!)).toBe(before);
    expect(await textOf(service.app, unasked!)).toBe(expected);
    // The other one has to compute them.
    expect((JSON.parse(await textOf(other, unasked!)) as Score).freshness.source).toBe('computed');
  });

  it('are answered for nobody from the moment that the user is excluded, and again afterwards', async () => {
    const [userId] = userIds;
    const before = await textOf(service.app, userId!);
    for (let round = 0; round < 3; round++) {
      await service.database.query(`INSERT INTO excluded_user (user_id, reason) VALUES ($1, 'bot')`, [
        userId,
      ]);
      const asked = [`/churn/${userId}`, `/churn/00${userId}`].map((url) => service.ask('GET', url));
      for (const answer of await Promise.all(asked))
        expect(answer).toMatchObject({ status: 404, body: { code: 'user_excluded' } });
      const batch = await service.ask('POST', '/churn/batch', { body: { userIds: [userId, userIds[1]] } });
      expect(batch.body).toMatchObject({ results: [{ status: 'excluded' }, { status: 'scored' }] });
      await service.database.query('DELETE FROM excluded_user WHERE user_id = $1', [userId]);
      expect(await textOf(service.app, userId!)).toBe(before);
    }
  });

  it('follow a scoring by another instance at once', async () => {
    const [userId] = userIds;
    for (const plays of [400, 1]) {
      const before = await scoreOf(userId!);
      // No archive changes, so the scores do not count as stale.
      await service.database.query(
        `INSERT INTO user_day (user_id, day, device, plays) VALUES ($1, '${LAST}', 1, $2)
         ON CONFLICT (user_id, day) DO UPDATE SET plays = excluded.plays`,
        [userId, plays],
      );
      await otherDoes('/admin/churn/score');
      const after = await scoreOf(userId!);
      expect(after.freshness).toMatchObject({ source: 'stored', stale: false });
      expect(after.freshness.scoredAt > before.freshness.scoredAt).toBe(true);
      expect(after.probability).not.toBe(before.probability);
      expect(JSON.stringify(after)).toBe(await textOf(other, userId!));
    }
  });

  it('follow an outcome at once', async () => {
    const [userId] = userIds;
    expect((await scoreOf(userId!)).outcome).toBeNull();
    for (const churned of [true, false]) {
      // As the comparison with what happened writes them.
      await service.database.transaction(async (transaction) => {
        await transaction.query('UPDATE churn_score SET churned = $1', [churned]);
        await transaction.query('UPDATE churn_score_set SET outcome_at = clock_timestamp()');
      });
      expect((await scoreOf(userId!)).outcome).toBe(churned ? 'churned' : 'stayed');
    }
    await otherDoes('/admin/churn/score');
    expect((await scoreOf(userId!)).outcome).toBeNull();
  });

  it('never go back to what was scored before, while others score and ask', async () => {
    const asked = userIds.slice(0, 20);
    const newest = new Map<string, string>();
    let isOver = false;
    const asking = asked.map(async (userId) => {
      while (!isOver) {
        const { scoredAt } = (await scoreOf(userId)).freshness;
        expect(scoredAt >= (newest.get(userId) ?? '')).toBe(true);
        newest.set(userId, scoredAt);
      }
    });
    for (let round = 0; round < 3; round++) await otherDoes('/admin/churn/score');
    isOver = true;
    await Promise.all(asking);
    expect(JSON.stringify(await scoreOf(asked[0]!))).toBe(await textOf(other, asked[0]!));
  });

  it('follow promotions and rollbacks of another instance', async () => {
    const [userId] = userIds;
    const servedVersion = async (version: number) => {
      await until(async () => (await scoreOf(userId!)).modelVersion === version, 'the version');
      await until(async () => (await scoreOf(userId!)).freshness.source === 'stored', 'stored scores');
      await until(
        async () => JSON.stringify(await scoreOf(userId!)) === (await textOf(other, userId!)),
        'equal answers',
      );
    };
    await otherDoes('/admin/churn/retrain');
    // Whatever the gate thinks of a second version for so few users.
    await service.database.query('UPDATE model_version SET refused = false');
    const { body } = await service.ask<{ models: { version: number; state: string }[] }>(
      'GET',
      '/churn/models',
    );
    if (body.models[0]!.state !== 'live') await otherDoes('/admin/churn/models/2/promote');
    await servedVersion(2);
    await otherDoes('/admin/churn/rollback');
    await servedVersion(1);
    await otherDoes('/admin/churn/models/2/promote');
    await servedVersion(2);
  });
});

describe('probabilities that are served', () => {
  it('never lie outside their own interval', async () => {
    const { body } = await service.ask<{ results: { score: Score }[] }>('POST', '/churn/batch', {
      body: { userIds },
    });
    expect(body.results).toHaveLength(userIds.length);
    for (const { score } of body.results) {
      const { probability, interval } = score;
      expect([probability >= interval.low, probability <= interval.high]).toEqual([true, true]);
    }
  });
});
