import { createApiDocument } from '#common';
import type { ChurnScoreDto as Score } from '../../../apps/churn-service/src/serving/churn-score.dto.js';
import type { RankedUsersDto } from '../../../apps/churn-service/src/serving/ranked.dto.js';
import { churnService } from '../../../apps/churn-service/src/churn-service.js';
import { rankedSql } from '../../../apps/churn-service/src/scores/scores.sql.js';
import { faultsUnder, hostileRequests } from '../../support/hostile-requests.js';
import { ADMIN, population, useChurnService } from './running-churn-service.js';
import type { Answer } from './running-churn-service.js';
import { createDays, dayAfter, daysBetween, insertUserDays, markLoaded, userDay } from './user-days.js';
import { until } from '../../support/until.js';

const FIRST = '2017-03-30';
const LAST = '2017-05-12';
const BEFORE = '2017-05-05';

type Ranked = RankedUsersDto & { code?: string };

const service = useChurnService({ CHURN_MODELS: 'logistic-regression' });

beforeAll(async () => {
  await createDays(service.database, FIRST, dayAfter(LAST, 2));
  await markLoaded(service.database, daysBetween(FIRST, LAST));
  await insertUserDays(service.database, [
    ...population(450, FIRST, LAST),
    userDay(50n, FIRST),
    userDay(99n, LAST),
  ]);
  await service.database.query(`INSERT INTO excluded_user (user_id, reason) VALUES (99, 'service account')`);
  await service.retrain();
});

async function stored(): Promise<{ id: string; probability: number }[]> {
  return await service.database.query(
    `SELECT user_id AS id, probability FROM churn_score WHERE snapshot_date = $1 AND model_version_id = 1
     ORDER BY probability DESC, hashint8(user_id), user_id`,
    [LAST],
  );
}

async function pages(url: string, limit: number): Promise<Ranked[]> {
  const all: Ranked[] = [];
  for (let cursor: string | null = ''; cursor !== null;) {
    const { status, body }: Answer<Ranked> = await service.ask<Ranked>(
      'GET',
      `${url}limit=${limit}${cursor === '' ? '' : `&cursor=${cursor}`}`,
    );
    expect(status).toBe(200);
    all.push(body);
    cursor = body.nextCursor;
  }
  return all;
}

it('refuses wrong values of every parameter where there are scores, and fails at none', async () => {
  const document = createApiDocument(service.app, churnService);
  const requests = hostileRequests(document).filter(({ method }) => method === 'GET');
  const faults = await faultsUnder(requests, document, async ({ url }) => {
    const answer = await service.app.inject({ url, headers: { authorization: `Bearer ${ADMIN}` } });
    return { status: answer.statusCode, headers: answer.headers, text: answer.body };
  });
  expect(faults).toEqual([]);
}, 180_000);

describe('one user', () => {
  it('is placed among the population, with how fresh the score is', async () => {
    const scores = await stored();
    const middle = scores[Math.floor(scores.length / 4)]!;
    const { body } = await service.ask<Score>('GET', `/churn/${middle.id}`);
    const lower = scores.filter(({ probability }) => probability < middle.probability).length;
    expect(Math.abs(body.percentile! - (100 * lower) / scores.length)).toBeLessThanOrEqual(0.11);
    expect(body).toMatchObject({
      activityKinds: ['play', 'download', 'search', 'feedback'],
      outcome: null,
      outOfTime: true,
      freshness: { newestLoadedDay: LAST, source: 'stored', stale: false },
    });
    expect(Date.parse(body.freshness.scoredAt)).toBeLessThanOrEqual(Date.now());
  });

  it('is told when, not only whether, through the horizons that the logs allow, where that is asked', async () => {
    const { id } = (await stored())[200]!;
    expect((await service.ask<Score>('GET', `/churn/${id}`)).body.horizons).toBeNull();
    const { body } = await service.ask<Score>('GET', `/churn/${id}?horizons=14,7`);
    const { silent, offered, notOffered } = body.horizons!;
    expect(silent.map(({ days }) => days)).toEqual([7, 14]);
    expect(silent[1]!.probability).toBe(body.probability);
    expect(silent[0]!.probability).toBeGreaterThan(body.probability);
    expect(offered).toEqual([7, 14]);
    expect(notOffered).toEqual(
      [30, 60].map((days) => ({
        days,
        because: `no snapshot is followed by ${days} complete days of logs; the longest are 14`,
      })),
    );
    const batch = await service.ask<{ results: { score: Score | null }[] }>('POST', '/churn/batch', {
      body: { userIds: [id, '50'], horizons: [7] },
    });
    expect(batch.body.results.map(({ score }) => score?.horizons?.silent ?? null)).toEqual([
      [silent[0]],
      null,
    ]);
    const past = await service.ask<Score>('GET', `/churn/1001?asOf=${BEFORE}&horizons=7`);
    expect(past.body.horizons!.silent[0]!.probability).toBeGreaterThanOrEqual(past.body.probability);
  });

  it('is not told of horizons that the logs do not allow: which ones they do allow is', async () => {
    const of = (horizons: string) => service.ask('GET', `/churn/1001?horizons=${horizons}`);
    expect(await of('7,30')).toMatchObject({
      status: 400,
      body: {
        code: 'horizon_not_offered',
        detail: expect.stringMatching(
          /^Horizons that can be asked for are 7, 14 days, not 30\. 30 days: no snapshot/,
        ) as string,
        offered: [7, 14],
      },
    });
    for (const wrong of ['0', '7,x', '366', '1.5', '', '1,2,3,4,5,6,7,8,9,10,11'])
      expect([wrong, (await of(wrong)).status]).toEqual([wrong, 400]);
  });

  it('is answered for a past day by the features of that day, and refused for a day that is not there', async () => {
    const { status, body } = await service.ask<Score>('GET', `/churn/1001?asOf=${BEFORE}`);
    expect(status).toBe(200);
    expect(body).toMatchObject({ snapshotDate: BEFORE, freshness: { source: 'computed' }, percentile: null });
    // Labels of the version reach to the newest day.
    expect(body.outOfTime).toBe(false);
    for (const asOf of [dayAfter(LAST, 1), '2016-01-01']) {
      expect(await service.ask('GET', `/churn/1001?asOf=${asOf}`)).toMatchObject({
        status: 404,
        body: { code: 'snapshot_unknown', newestDay: LAST },
      });
    }
    for (const asOf of ['2017-02-30', 'today', '']) {
      expect((await service.ask('GET', `/churn/1001?asOf=${asOf}`)).status).toBe(400);
    }
  });
});

describe('a batch', () => {
  it('has an answer for each id in its order, and says why some have no score', async () => {
    const userIds = ['1002', '987654', '99', '50', '1001', '1002', '0', '01001'];
    const { status, body } = await service.ask<{
      results: { userId: string; status: string; score: Score }[];
    }>('POST', '/churn/batch', { body: { userIds } });
    expect(status).toBe(200);
    expect(body.results.map(({ userId, status: of }) => [userId, of])).toEqual([
      ['1002', 'scored'],
      ['987654', 'unknown'],
      ['99', 'excluded'],
      ['50', 'outside_population'],
      ['1001', 'scored'],
      ['1002', 'scored'],
      ['0', 'excluded'],
      ['01001', 'scored'],
    ]);
    const { body: single } = await service.ask<Score>('GET', '/churn/1001');
    expect(body.results[4]!.score).toEqual(single);
    expect(body.results[7]!.score).toEqual(single);
  });

  it('refuses what is no list of ids, and too many', async () => {
    const tooMany = Array.from({ length: 1001 }, (_, i) => String(i));
    for (const body of [
      { userIds: [] },
      { userIds: ['x'] },
      { userIds: [1] },
      { userIds: '1' },
      {},
      { userIds: tooMany },
    ]) {
      expect((await service.ask('POST', '/churn/batch', { body })).status).toBe(400);
    }
    const most = Array.from({ length: 1000 }, (_, i) => String(1000 + i));
    expect((await service.ask('POST', '/churn/batch', { body: { userIds: most } })).status).toBe(200);
  });
});

describe('the ranked list', () => {
  it('gives everybody once, highest first, whatever the size of its pages', async () => {
    const expected = (await stored()).map(({ id }) => id);
    expect(expected.length).toBeGreaterThan(300);
    for (const limit of [7, 200]) {
      const all = await pages('/churn?', limit);
      expect(all.flatMap(({ users }) => users.map(({ userId }) => userId))).toEqual(expected);
      expect(all[0]).toMatchObject({ snapshotDate: LAST, modelVersion: 1, population: expected.length });
      expect(all[0]!.users[0]!.reasons.length).toBeGreaterThan(0);
    }
  });

  it('keeps the order of ids among equal probabilities across pages', async () => {
    await service.database.transaction(async (transaction) => {
      await transaction.query(
        `UPDATE churn_score SET probability = 0.5
         WHERE model_version_id = 1 AND snapshot_date = $1 AND probability BETWEEN 0.42 AND 0.62`,
        [LAST],
      );
      // As whoever writes scores does: those that are held in memory are no longer these.
      await transaction.query('UPDATE churn_score_set SET user_count = user_count');
    });
    const expected = await stored();
    expect(expected.filter(({ probability }) => probability === 0.5).length).toBeGreaterThan(10);
    const all = await pages('/churn?', 3);
    expect(all.flatMap(({ users }) => users.map(({ userId }) => userId))).toEqual(
      expected.map(({ id }) => id),
    );
  });

  it('narrows to a band and a least risk', async () => {
    const scores = await stored();
    const within = (from: number, below: number) =>
      scores.filter(({ probability }) => probability >= from && probability < below).map(({ id }) => id);
    for (const [query, expected] of [
      ['band=high&', within(0.7, 2)],
      ['band=medium&', within(0.4, 0.7)],
      ['band=low&', within(0, 0.4)],
      ['minRisk=0.55&', within(0.55, 2)],
      ['band=medium&minRisk=0.5&', within(0.5, 0.7)],
      ['band=low&minRisk=0.9&', []],
    ] as const) {
      const all = await pages(`/churn?${query}`, 50);
      expect(all.flatMap(({ users }) => users.map(({ userId }) => userId))).toEqual(expected);
    }
  });

  it('is read from the index, without sorting', async () => {
    await service.database.query('ANALYZE churn_score, excluded_user, user_value');
    const plan = await service.database.query<Record<string, string>>(
      `EXPLAIN ${rankedSql({ byValue: false, contactable: false }, null)}`,
      [...[LAST, 1, 0, 2, 0], ...[0.6, 0.6, '7', 20]],
    );
    const text = plan.map((row) => Object.values(row).join('')).join(' ');
    expect(text).toContain('_probability_');
    expect(text).not.toContain('Sort');
  });

  it('refuses cursors of its own making elsewhere, and strange ones', async () => {
    const { body } = await service.ask<Ranked>('GET', '/churn?band=high&limit=1');
    const cursor = body.nextCursor!;
    expect((await service.ask('GET', `/churn?band=high&cursor=${cursor}`)).status).toBe(200);
    expect(await service.ask('GET', `/churn?band=low&cursor=${cursor}`)).toMatchObject({
      status: 400,
      body: { code: 'cursor_mismatch' },
    });
    for (const edited of ['abc', `${cursor}A`, Buffer.from('{"userId":"1"}').toString('base64url')]) {
      expect(await service.ask('GET', `/churn?cursor=${edited}`)).toMatchObject({
        status: 400,
        body: { code: 'cursor_invalid' },
      });
    }
  });

  it('takes a least risk that is smaller than any stored probability can be', async () => {
    const { status, body } = await service.ask<Ranked>('GET', '/churn?minRisk=1e-46&limit=5');
    expect([status, body.users.length]).toEqual([200, 5]);
    const exact = await service.ask<Ranked>('GET', `/churn?minRisk=${body.users[4]!.probability}&limit=200`);
    expect(exact.body.users.slice(0, 5)).toEqual(body.users);
    // Others may have the same probability as the fifth.
    const more = exact.body.users.slice(5).map(({ probability }) => probability);
    expect(new Set([...more, body.users[4]!.probability]).size).toBe(1);
  });

  it('does not go on in scores that were made anew', async () => {
    const { body } = await service.ask<Ranked>('GET', '/churn?limit=5');
    expect(await service.run('/admin/churn/score')).toMatchObject({
      state: 'succeeded',
      result: { snapshotDate: LAST, version: 1 },
    });
    expect(await service.ask('GET', `/churn?limit=5&cursor=${body.nextCursor}`)).toMatchObject({
      status: 409,
      body: { code: 'cursor_outdated' },
    });
  });

  it('leaves out who was excluded since', async () => {
    const [first] = await stored();
    await service.database.query(`INSERT INTO excluded_user (user_id, reason) VALUES ($1, 'bot')`, [
      first!.id,
    ]);
    const { body } = await service.ask<Ranked>('GET', '/churn?limit=1');
    expect(body.users[0]!.userId).not.toBe(first!.id);
    await service.database.query('DELETE FROM excluded_user WHERE user_id = $1', [first!.id]);
  });
});

describe('bands', () => {
  it('are counted without who is excluded', async () => {
    type Bands = Record<'low' | 'medium' | 'high', number>;
    const { status, body } = await service.ask<Bands>('GET', '/churn/bands');
    expect(status).toBe(200);
    for (const band of ['low', 'medium', 'high'] as const) {
      const listed = await pages(`/churn?band=${band}&`, 50);
      expect(body[band]).toBe(listed.reduce((sum, { users }) => sum + users.length, 0));
    }
    const { body: list } = await service.ask<Ranked>('GET', '/churn?limit=1');
    const [{ userId, band }] = list.users as unknown as [{ userId: string; band: keyof Bands }];
    await service.database.query(`INSERT INTO excluded_user (user_id, reason) VALUES ($1, 'bot')`, [userId]);
    const { body: after } = await service.ask<Bands>('GET', '/churn/bands');
    await service.database.query('DELETE FROM excluded_user WHERE user_id = $1', [userId]);
    expect(after[band]).toBe(body[band] - 1);
  });
});

describe('the export', () => {
  it('holds every score as a line', async () => {
    const { status, headers, text } = await service.ask('GET', '/admin/churn/export.csv');
    expect(status).toBe(200);
    expect(headers['content-type']).toBe('text/csv; charset=utf-8');
    const [head, ...lines] = text.trimEnd().split('\n');
    expect(head).toBe(
      'user_id,probability,percentile,band,snapshot_date,horizon_days,model_version,scored_at,outcome,first_reason,value,doubtful',
    );
    expect(lines.map((line) => line.split(',')[0])).toEqual((await stored()).map(({ id }) => id));
    expect(lines[0]).toMatch(/^\d+,0\.\d+,9[\d.]+,high,2017-05-12,14,1,[\dT:.Z-]+,,"?.*risk\."?,,$/);
    const first = await service.ask('GET', '/admin/churn/export.csv?limit=3');
    expect(first.text.trimEnd().split('\n')).toEqual([head, ...lines.slice(0, 3)]);
  });
});

describe('scores of past days', () => {
  it('are kept with their version, and stay as they were told', async () => {
    const { body: computed } = await service.ask<Score>('GET', `/churn/1001?asOf=${BEFORE}`);
    expect(computed.freshness.source).toBe('computed');
    expect(await service.run('/admin/churn/score', { snapshotDate: BEFORE })).toMatchObject({
      state: 'succeeded',
      result: { snapshotDate: BEFORE },
    });
    const { body: before } = await service.ask<Score>('GET', `/churn/1001?asOf=${BEFORE}`);
    expect(before).toMatchObject({ modelVersion: 1, freshness: { source: 'stored', stale: false } });
    expect(before.probability).toBe(computed.probability);
    const sets = await service.database.query(
      'SELECT snapshot_date::text AS day FROM churn_score_set ORDER BY 1',
    );
    expect(sets).toEqual([{ day: BEFORE }, { day: LAST }]);

    await service.database.query(
      `UPDATE archive SET finished_at = clock_timestamp() WHERE day = '${BEFORE}' AND kind = 'play'`,
    );
    await service.database.query(
      `UPDATE user_day SET plays = plays + 90 WHERE user_id = 1001 AND day <= '${BEFORE}'`,
    );
    const { body: after } = await service.ask<Score>('GET', `/churn/1001?asOf=${BEFORE}`);
    expect(after.probability).toBe(before.probability);
    expect(after.freshness.stale).toBe(true);
  });

  it('refuses a day that has not been loaded, and no day', async () => {
    for (const [snapshotDate, status] of [
      [dayAfter(LAST, 1), 404],
      ['2016-01-01', 404],
      ['x', 400],
    ] as const) {
      expect((await service.ask('POST', '/admin/churn/score', { body: { snapshotDate } })).status).toBe(
        status,
      );
    }
  });
});

describe('scores that have become stale', () => {
  it('are computed anew for one user, and marked in lists until everybody is scored again', async () => {
    await service.run('/admin/churn/score');
    await until(
      async () => !(await service.ask<Score>('GET', '/churn/1003')).body.freshness.stale,
      'fresh scores',
    );
    const { body: before } = await service.ask<Score>('GET', '/churn/1003');
    await service.database.query(
      `INSERT INTO user_day (user_id, day, device, plays) VALUES (1003, '${LAST}', 1, 500)
       ON CONFLICT (user_id, day) DO UPDATE SET plays = 500`,
    );
    await service.database.query(
      `INSERT INTO archive (identity, name, kind, day, part, state, finished_at)
       VALUES ('another', '${LAST.replaceAll('-', '')}_2_play.log.gz', 'play', '${LAST}', 2, 'loaded', clock_timestamp())`,
    );
    await until(
      async () => (await service.ask<Score>('GET', '/churn/1003')).body.freshness.source === 'computed',
      'a computed score',
    );
    const { body: after } = await service.ask<Score>('GET', '/churn/1003');
    expect(after.freshness.stale).toBe(false);
    expect(after.probability).not.toBe(before.probability);
    const { body: list } = await service.ask<Ranked>('GET', '/churn?limit=200');
    expect(list.freshness.stale).toBe(true);
    for (const { userId } of list.users.slice(0, 3)) {
      const { body } = await service.ask<Score>('GET', `/churn/${userId}`);
      expect(body.freshness).toMatchObject({ source: 'computed', stale: false });
    }

    await service.run('/admin/churn/score');
    await until(
      async () => !(await service.ask<Ranked>('GET', '/churn')).body.freshness.stale,
      'fresh scores',
    );
    const { body: again } = await service.ask<Score>('GET', '/churn/1003');
    expect(again.freshness.source).toBe('stored');
    expect(again.probability).toBeCloseTo(after.probability, 6);
  });

  it('are those of users with events that were posted late, and no others', async () => {
    const { body: before } = await service.ask<Score>('GET', '/churn/1003');
    const { users } = (await service.ask<Ranked>('GET', '/churn')).body;
    const other = users.find(({ userId }) => userId !== '1003')!.userId;
    await service.database.query(`UPDATE user_day SET plays = 7 WHERE user_id = 1003 AND day = '${LAST}'`);
    await service.database.query(
      `INSERT INTO archive (identity, name, kind, day, state, finished_at)
       VALUES ('events/${LAST}/play', 'events/${LAST}/play', 'play', '${LAST}', 'loaded', clock_timestamp())`,
    );
    await service.database.query(
      `INSERT INTO recent_event (user_id, happened_at, device, kind) VALUES (1003, '${LAST}T10:00:00', 1, 'play'),
         (${other}, '${dayAfter(LAST, 1)}T10:00:00', 1, 'play')`,
    );
    const { body: after } = await service.ask<Score>('GET', '/churn/1003');
    expect(after.freshness).toMatchObject({ source: 'computed', stale: false });
    expect(after.probability).not.toBe(before.probability);
    const { body: same } = await service.ask<Score>('GET', `/churn/${other}`);
    expect(same.freshness).toMatchObject({ source: 'stored', stale: false });
    expect((await service.ask<Ranked>('GET', '/churn')).body.freshness.stale).toBe(false);
    await service.database.query(`DELETE FROM archive WHERE identity LIKE 'events/%'`);
    await service.database.query(`DELETE FROM recent_event`);
  });

  it('lets the list answer from the day before while the newest has not been scored', async () => {
    await markLoaded(service.database, [dayAfter(LAST, 1)]);
    await until(
      async () => (await service.ask<Score>('GET', '/churn/1003')).body.snapshotDate === dayAfter(LAST, 1),
      'the new day',
    );
    const { body } = await service.ask<Ranked>('GET', '/churn');
    expect(body).toMatchObject({
      snapshotDate: LAST,
      freshness: { newestLoadedDay: dayAfter(LAST, 1), stale: true },
    });
    expect((await service.ask('GET', '/churn', { key: ADMIN })).status).toBe(200);
  });
});
