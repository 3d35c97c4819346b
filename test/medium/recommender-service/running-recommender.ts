import { Metrics } from '#common';
import type { Database } from '#common';
import { SeededRandom } from '#ml';
import { recommenderService } from '../../../apps/recommender-service/src/recommender-service.js';
import { useShared } from '../../support/use-shared.js';
import { asking, endOfStarted, startApp } from '../../support/service-app.js';
import type { Answer, Ask as AskService } from '../../support/service-app.js';
import { createTestDatabase } from '../../support/test-database.js';
import { writeListening } from './listening-log.js';
import type { Play } from './listening-log.js';
import { addScorePartition } from '../../support/score-partition.js';

/** Settings of a training that takes a second. */
export const SMALL = {
  RECOMMENDER_HELD_OUT_DAYS: '3',
  RECOMMENDER_SEARCH_SECONDS: '0',
  // So few users are trained sooner than further threads have their modules.
  RECOMMENDER_WORKERS: '1',
  RECOMMENDER_FACTORS: '6',
  RECOMMENDER_ITEM_SHARE: '0',
  RECOMMENDER_GATE_USERS: '10',
};

export type Reply<Body> = Answer<Body>;

type Ask = <Body>(
  method: 'GET' | 'POST' | 'PUT' | 'DELETE',
  url: string,
  payload?: object,
) => Promise<Answer<Body>>;

/**
 * The service in this process on a database of its own, with 90 users of three tastes: user n likes songs
 * 1000 + m with m % 3 = n % 3.
 */
export interface RunningRecommender {
  database: Database;
  databaseUrl: string;
  plays: Play[];
  /** Fails when the answer is not as the API document has it. */
  ask: Ask;
  /** A further instance of the service on the same database; `stop` ends it too. */
  another(environment: Record<string, string>): Promise<Ask>;
  /** Trains and waits; answers the version. @throws when it does not go live */
  retrain(): Promise<number>;
  /** What ingest-service leaves of a posted event, as far as lists are concerned. */
  post(event: PostedEvent): Promise<void>;
  /** What a load leaves of an archive of plays, as far as days are concerned. */
  loadedDay(day: string): Promise<void>;
  /** Stores properties of the songs 1000 + n, as a file of them leaves. */
  describe(propertiesOf: (n: number) => object): Promise<void>;
  /** Writes churn scores of one day. */
  writeScores(scores: Record<string, number>, snapshotDate?: string): Promise<void>;
  playedBy(user: string): Set<string>;
  /** Answers that were given again as they were kept. */
  lookups(cache: string, result: 'hit' | 'miss'): Promise<number>;
  stop(): Promise<void>;
}

interface PostedEvent {
  user: string;
  song: string;
  kind?: 'play' | 'download';
  playSeconds?: number;
  recommendationId?: string;
  day?: string;
}

/** 90 users over 12 days; song ids begin at 1000, 20 of each taste. */
export function threeTastes(): Play[] {
  const random = new SeededRandom(9);
  const plays: Play[] = [];
  for (let user = 1; user <= 90; user++) {
    for (let song = 0; song < 60; song++) {
      if (random.next() > (user % 3 === song % 3 ? 0.6 : 0.05)) continue;
      const day = `2017-03-${String(1 + random.int(12)).padStart(2, '0')}`;
      plays.push({ user: String(user), song: String(1000 + song), day, device: 1 + (user % 4) });
    }
  }
  return plays;
}

/** @param before fills tables further before the service starts */
export async function startRecommender(
  environment: Record<string, string> = {},
  before: (database: Database) => Promise<void> = () => Promise.resolve(),
): Promise<RunningRecommender> {
  const test = await createTestDatabase();
  const { database } = test;
  const plays = threeTastes();
  const songs = Array.from({ length: 60 }, (_, n) => ({
    song: String(1000 + n),
    seconds: 200,
    title: `Title ${n}`,
    singer: `Singer ${n % 3}`,
  }));
  await writeListening(database, {
    songs: [...songs, { song: '2000', seconds: 10, title: 'Ringtone' }],
    plays: [
      ...plays,
      { user: '500', song: null, day: '2017-03-05' },
      { user: '666', song: '1001', day: '2017-03-05' },
    ],
    downloads: [],
  });
  await database.query("INSERT INTO excluded_user (user_id, reason) VALUES (666, 'test')");
  await before(database);
  const started = (own: Record<string, string> = {}) =>
    startApp(recommenderService, test.url, { ...SMALL, ...environment, ...own });
  const app = await started();
  const apps = [app];
  const questions = asking(app, recommenderService);
  const ask = withBody(questions);
  return {
    database,
    databaseUrl: test.url,
    plays,
    ask,
    another: async (own) => {
      const other = await started(own);
      apps.push(other);
      return withBody(asking(other, recommenderService));
    },
    playedBy: (user) => new Set(plays.filter((play) => play.user === user).map(({ song }) => song!)),
    lookups: async (cache, result) => {
      const line = new RegExp(
        `^musicbox_cache_lookups_total\\{cache="${cache}",result="${result}"\\} (\\d+)$`,
        'm',
      );
      return Number(line.exec(await app.get(Metrics).text())![1]);
    },
    retrain: async () => {
      type Job = { state: string; result: { version: number; state: string } };
      const job = await endOfStarted<Job>(questions, await ask('POST', '/admin/recommender/retrain'));
      if (job.state !== 'succeeded' || job.result.state !== 'live') throw new Error(JSON.stringify(job));
      return job.result.version;
    },
    post: (event) => postEvent(database, event),
    loadedDay: async (day) => {
      await database.query(
        `INSERT INTO archive (identity, name, kind, day, state, event_count) VALUES ('play ' || $1, 'play ' || $1, 'play', $1::date, 'loaded', 5)`,
        [day],
      );
    },
    describe: async (propertiesOf) => {
      const rows = songs.map(({ song }, n) => ({ song_id: song, files: propertiesOf(n) }));
      await database.query(
        'INSERT INTO song_properties (song_id, files) SELECT * FROM jsonb_to_recordset($1) AS _(song_id bigint, files jsonb)',
        [JSON.stringify(rows)],
      );
    },
    writeScores: (scores, snapshotDate = '2017-03-12') => writeScores(database, scores, snapshotDate),
    stop: async () => {
      await Promise.all(apps.map((each) => each.close()));
      await test.drop();
    },
  };
}

/** One that the tests of a file share. */
export function useRecommender(
  environment: Record<string, string> = {},
  before?: (database: Database) => Promise<void>,
): RunningRecommender {
  return useShared(
    () => startRecommender(environment, before),
    (service) => service.stop(),
  );
}

function withBody(ask: AskService): Ask {
  return (method, url, body) => ask(method, url, { body });
}

async function postEvent(database: Database, event: PostedEvent): Promise<void> {
  const { user, song, kind = 'play', playSeconds = 200, day = '2017-03-13' } = event;
  await database.query(
    `INSERT INTO recent_event (user_id, song_id, happened_at, play_seconds, song_seconds, device, kind)
     VALUES ($1, $2, $3, $4, $5, 1, $6)`,
    [user, song, `${day} 12:00:00`, kind === 'play' ? playSeconds : null, kind === 'play' ? 200 : null, kind],
  );
  if (event.recommendationId === undefined) return;
  await database.query(
    `INSERT INTO event_recommendation (user_id, song_id, day, kind, recommendation_id, played_share)
     VALUES ($1, $2, $3, $4, $5, $6)`,
    [user, song, day, kind, event.recommendationId, kind === 'play' ? playSeconds / 200 : null],
  );
}

async function writeScores(
  database: Database,
  scores: Record<string, number>,
  snapshotDate: string,
): Promise<void> {
  const [version] = await database.query<{ id: number }>(
    `INSERT INTO model_version (kind, version, refused, seed, parameters, report, gate, code_version, artefact_sha256, artefact_bytes)
     SELECT 'churn', coalesce(max(version), 0) + 1, false, 1, '{}', '{}', '{"accepted": true, "reasons": []}', '0', '', 0
     FROM model_version WHERE kind = 'churn' RETURNING id`,
  );
  await addScorePartition(database, snapshotDate, version!.id);
  await database.query(
    `INSERT INTO churn_score (snapshot_date, model_version_id, user_id, probability, margin, features)
     SELECT $1, $2, key::bigint, value::real, 0, '' FROM jsonb_each_text($3::jsonb)`,
    [snapshotDate, version!.id, JSON.stringify(scores)],
  );
  await database.query(
    `INSERT INTO churn_score_set (snapshot_date, model_version_id, scored_at, user_count, loads, quantiles)
     VALUES ($1, $2, now(), $3, '', '{}')`,
    [snapshotDate, version!.id, Object.keys(scores).length],
  );
}
