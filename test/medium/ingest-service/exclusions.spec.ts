import { Reads } from '#common';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { featureCatalogue } from '../../../apps/churn-service/src/dataset/feature-catalogue.js';
import { populationFeatures } from '../../support/population-features.js';
import { SELECT_SCORES } from '../../../apps/churn-service/src/scores/scores.sql.js';
import type {
  ExclusionDto,
  ExclusionPageDto,
} from '../../../apps/ingest-service/src/exclusions/exclusion.dto.js';
import { InteractionsRepository } from '../../../apps/recommender-service/src/interactions/interactions.repository.js';
import { ADMIN, READ, useIngestApp } from './ingest-app.js';
import { play } from './logs-folder.js';
import { addScorePartition } from '../../support/score-partition.js';

/** Plays of 5,000 s each, of a song of that length. */
function longPlays(user: number, count: number, song = 1): string {
  return play(user, song, 5000, 5000).repeat(count);
}

const ingest = useIngestApp({
  // 17 x 5,000 s is less than 24 hours, 18 x 5,000 s is more.
  '20170401_1_play.log': longPlays(0, 40) + longPlays(1, 17) + longPlays(2, 18) + longPlays(4, 2),
  '20170402_1_play.log': longPlays(2, 20) + longPlays(3, 17, 2) + longPlays(4, 2),
});

async function excluded(query = ''): Promise<string[]> {
  const { body } = await ingest.ask<ExclusionPageDto>('GET', `/ingest/exclusions?limit=200${query}`, READ);
  return body.exclusions.map(({ userId, excluded: is, reason, by }) => `${userId} ${is} ${reason} ${by}`);
}

async function load(): Promise<void> {
  expect(await ingest.runJob('/admin/ingest/archives', { path: '.' })).toMatchObject({ state: 'succeeded' });
}

async function decide(userId: string, payload: object, key = ADMIN): Promise<[number, ExclusionDto]> {
  const { status, body } = await ingest.ask<ExclusionDto>(
    'PUT',
    `/admin/ingest/exclusions/${userId}`,
    key,
    payload,
  );
  return [status, body];
}

const POOL = '0 true anonymous pool rule';

describe('exclusions', () => {
  it('follow each load: more than 24 hours of play in a day, with the worst day as evidence', async () => {
    await load();
    expect(await excluded()).toEqual([POOL, '2 true over_24_hours rule']);
    const { body } = await ingest.ask<ExclusionPageDto>('GET', '/ingest/exclusions', READ);
    expect(body.exclusions[1]!.evidence).toEqual({ day: '2017-04-02', playSeconds: 100_000, days: 2 });
  });

  it('end when a changed archive takes the evidence away, and begin where it brings some', async () => {
    await writeFile(
      join(ingest.logs, '20170402_1_play.log'),
      longPlays(2, 1) + longPlays(3, 18, 2) + longPlays(4, 2),
    );
    await load();
    const { body } = await ingest.ask<ExclusionPageDto>('GET', '/ingest/exclusions', READ);
    expect(body.exclusions.slice(1).map(({ userId, evidence }) => [userId, evidence])).toEqual([
      ['2', { day: '2017-04-01', playSeconds: 90_000, days: 1 }],
      ['3', { day: '2017-04-02', playSeconds: 90_000, days: 1 }],
    ]);
    await writeFile(
      join(ingest.logs, '20170401_1_play.log'),
      longPlays(1, 17) + longPlays(2, 1) + longPlays(4, 2),
    );
    await load();
    expect(await excluded()).toEqual([POOL, '3 true over_24_hours rule']);
  });

  it('decided by hand outlive loads', async () => {
    await decide('3', { excluded: false, reason: 'a real person' });
    await decide('2', { excluded: true, reason: 'test account' });
    expect(await excluded()).toEqual([POOL, '2 true test account hand', '3 false a real person hand']);
    await writeFile(join(ingest.logs, '20170402_1_play.log'), longPlays(3, 19, 2) + longPlays(4, 3));
    await load();
    expect(await excluded('&state=included')).toEqual(['3 false a real person hand']);
    expect(await decide('3', { excluded: true, reason: 'a bot after all' })).toMatchObject([
      200,
      { userId: '3', excluded: true, by: 'hand', reason: 'a bot after all' },
    ]);
    expect(await excluded('&state=included')).toEqual([]);
    expect(await decide('3', { excluded: false, reason: 'no bot' })).toMatchObject([
      200,
      { excluded: false },
    ]);
    expect(await excluded('&state=included')).toEqual(['3 false no bot hand']);
  });

  it('come in pages', async () => {
    const users: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const query: string = cursor === '' ? '' : `&cursor=${cursor}`;
      const { body } = await ingest.ask<ExclusionPageDto>('GET', `/ingest/exclusions?limit=1${query}`, READ);
      users.push(...body.exclusions.map(({ userId }) => userId));
      cursor = body.nextCursor;
    }
    expect(users).toEqual([...new Set(users)]);
    expect(users.slice(0, 3)).toEqual(['0', '2', '3']);
    expect((await ingest.ask('GET', '/ingest/exclusions?cursor=2', READ)).status).toBe(400);
  });

  it('never let the anonymous pool in', async () => {
    for (const user of ['0', '00']) {
      const [status, body] = await decide(user, { excluded: false, reason: 'everybody' });
      expect([status, (body as unknown as { code: string }).code]).toEqual([409, 'anonymous_pool']);
    }
  });
});

describe('posted events', () => {
  const post = async (userId: string, plays: number, day: string): Promise<void> => {
    const events = Array.from({ length: plays }, (_, at) => ({
      eventId: `${userId}-${day}-${at}`,
      kind: 'play',
      happenedAt: `${day}T10:00:00`,
      userId,
      songId: '1',
      playSeconds: 5000,
      songSeconds: 5000,
    }));
    expect((await ingest.ask('POST', '/events', ADMIN, { events })).status).toBe(200);
  };

  it('exclude a user whose day goes beyond 24 hours, at once', async () => {
    await post('7', 17, '2017-04-05');
    await post('0', 40, '2017-04-05');
    expect((await excluded()).filter((user) => user.startsWith('7 '))).toEqual([]);
    await post('7', 18, '2017-04-06');
    const evidence = async (): Promise<unknown> => {
      const { body } = await ingest.ask<ExclusionPageDto>('GET', '/ingest/exclusions?limit=200', READ);
      return body.exclusions.find(({ userId }) => userId === '7')?.evidence;
    };
    expect(await evidence()).toEqual({ day: '2017-04-06', playSeconds: 90_000, days: 1 });
    await post('7', 19, '2017-04-05');
    expect(await evidence()).toEqual({ day: '2017-04-05', playSeconds: 95_000, days: 2 });
  });

  it('overrule no decision made by hand, and are let go of by nobody else', async () => {
    await decide('8', { excluded: false, reason: 'a shop' });
    await post('8', 20, '2017-04-06');
    expect((await excluded()).filter((user) => user.startsWith('8 '))).toEqual(['8 false a shop hand']);
    expect((await excluded()).filter((user) => user.startsWith('7 '))).toEqual(['7 true over_24_hours rule']);
  });
});

describe('a decision made by hand', () => {
  const handBack = async (userId: string): Promise<[number, unknown]> => {
    const { status, body } = await ingest.ask('DELETE', `/admin/ingest/exclusions/${userId}`, ADMIN);
    return [status, body['code'] ?? body];
  };

  it('can be handed back to the rules, which decide at once', async () => {
    await decide('7', { excluded: false, reason: 'a shop' });
    expect(await handBack('7')).toEqual([200, { userId: '7', excluded: true }]);
    expect((await excluded()).filter((user) => user.startsWith('7 '))).toEqual(['7 true over_24_hours rule']);
    await decide('4', { excluded: true, reason: 'a bot' });
    expect(await handBack('4')).toEqual([200, { userId: '4', excluded: false }]);
    expect((await excluded()).filter((user) => user.startsWith('4 '))).toEqual([]);
  });

  it('cannot be handed back where there is none', async () => {
    expect(await handBack('7')).toEqual([404, 'decision_unknown']);
    expect(await handBack('0')).toEqual([409, 'anonymous_pool']);
  });
});

describe('both models', () => {
  it('leave an excluded user out at once, and take a re-included one in', async () => {
    const { database } = ingest.testDatabase;
    const rule = {
      minSongSeconds: 1,
      minListeners: 1,
      cut: '2017-04-02',
      until: '2017-04-02',
      playWeight: 1,
      completionExponent: 1,
      downloadWeight: 1,
      likeWeight: 0,
      addWeight: 0,
      skipWeight: 0,
      halfLifeDays: 0,
      logDamping: false,
    };
    const version = await scoreOf1();
    const known = async (): Promise<Record<string, boolean>> => {
      const pairs = await new InteractionsRepository(database, new Reads(database, null), {}).pairs(
        rule,
        () => undefined,
      );
      const catalogue = featureCatalogue({ featureDays: 30, historyDays: 30 });
      const table = await populationFeatures(database, catalogue, { snapshotDate: '2017-04-02' });
      const scores = await database.query<{ userId: string }>(SELECT_SCORES, [['1'], '2017-04-02', version]);
      return {
        interactions: [...pairs.userIds].map(String).includes('1'),
        features: [...table.userIds].map(String).includes('1'),
        score: scores.length === 1,
      };
    };
    await decide('1', { excluded: false, reason: 'a listener' });
    expect(await known()).toEqual({ interactions: true, features: true, score: true });
    await decide('1', { excluded: true, reason: 'a bot' });
    expect(await known()).toEqual({ interactions: false, features: false, score: false });
    await decide('1', { excluded: false, reason: 'a listener' });
    expect(await known()).toEqual({ interactions: true, features: true, score: true });
  });
});

/** Stores a score of user 1; answers the id of its model version. */
async function scoreOf1(): Promise<number> {
  const { database } = ingest.testDatabase;
  const [version] = await database.query<{ id: number }>(
    `INSERT INTO model_version (kind, version, refused, seed, parameters, report, gate, code_version, artefact_sha256,
       artefact_bytes) VALUES ('churn', 1, false, 1, '{}', '{}', '{}', 'x', 'x', 0) RETURNING id`,
  );
  await addScorePartition(database, '2017-04-02', version!.id);
  await database.query(
    `INSERT INTO churn_score (snapshot_date, model_version_id, user_id, probability, margin, features)
     VALUES ('2017-04-02', $1, 1, 0.5, 0, '')`,
    [version!.id],
  );
  return version!.id;
}
