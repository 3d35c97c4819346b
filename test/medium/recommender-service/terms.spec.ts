import { SeededRandom } from '#ml';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { recommenderService } from '../../../apps/recommender-service/src/recommender-service.js';
import { asking, endOfStarted, startApp } from '../../support/service-app.js';
import { createTestDatabase } from '../../support/test-database.js';
import type { TestDatabase } from '../../support/test-database.js';
import { writeListening } from './listening-log.js';
import type { Play } from './listening-log.js';
import { SMALL } from './running-recommender.js';

const [USERS, SONGS, RISING, DAYS] = [90, 60, 12, 30];
/** From this day on users meet what rises. */
const RISES_FROM = 18;
const USER = '1';

/** Songs of the user's taste, and from some day on songs that everybody hears then; each song once. */
function risingPlays(): Play[] {
  const random = new SeededRandom(7);
  const plays: Play[] = [];
  const add = (user: number, song: number, from: number, to: number): void => {
    const day = `2017-03-${String(from + random.int(to - from + 1)).padStart(2, '0')}`;
    const isSkipped = random.next() < 0.1;
    plays.push({ user: String(user), song: String(1000 + song), day, playSeconds: isSkipped ? 10 : 200 });
  };
  for (let user = 1; user <= USERS; user++) {
    for (let song = 0; song < SONGS; song++)
      if (random.next() < (user % 3 === song % 3 ? 0.6 : 0.05)) add(user, song, 1, DAYS);
    for (let song = SONGS; song < SONGS + RISING; song++)
      if (random.next() < 0.6) add(user, song, RISES_FROM, DAYS);
  }
  return plays;
}

let test: TestDatabase;
let app: NestFastifyApplication;

beforeAll(async () => {
  test = await createTestDatabase();
  const songs = Array.from({ length: SONGS + RISING }, (_, n) => ({ song: String(1000 + n), seconds: 200 }));
  await writeListening(test.database, { songs, plays: risingPlays(), downloads: [] });
  app = await startApp(recommenderService, test.url, SMALL);
});

afterAll(async () => {
  await app.close();
  await test.drop();
});

interface Term {
  name: string;
  tried: number;
  isChosen: boolean;
}
type Songs = { songs: { songId: string; score: number }[] };

it('what a search chose of recent popularity is in every score that is served', async () => {
  const ask = asking(app, recommenderService);
  const done = async <Result>(url: string, body: object): Promise<Result> => {
    const job = await endOfStarted<{ state: string; result: Result }>(ask, await ask('POST', url, { body }));
    expect(job.state).toBe('succeeded');
    return job.result;
  };
  const get = async <Body>(url: string): Promise<Body> => {
    const { status, body } = await ask<Body>('GET', url);
    expect([url, status]).toEqual([url, 200]);
    return body;
  };
  const search = { attempts: 2, mostFactors: 6, seconds: 120 };
  const { parameterSearch, accepted } = await done<{ parameterSearch: number; accepted: boolean }>(
    '/admin/recommender/parameter-searches',
    search,
  );
  expect(accepted).toBe(true);
  const { best, report } = await get<{ best: Record<string, number>; report: { terms: Term[] } }>(
    `/recommend/parameter-searches/${parameterSearch}`,
  );
  const termOf = (name: string) => report.terms.find((term) => term.name === name)!;
  expect(termOf('popularity')).toMatchObject({ isChosen: true });
  expect(best).toMatchObject({ popularityDays: 7 });
  expect(termOf('likes')).toMatchObject({ tried: 0, isChosen: false });
  expect(termOf('skips').tried).toBeGreaterThan(0);

  await done('/admin/recommender/retrain', {});
  const { songs } = await get<Songs>(`/recommend/${USER}?limit=20`);
  const isRising = ({ songId }: { songId: string }) => Number(songId) >= 1000 + SONGS;
  expect(songs.filter(isRising).length).toBeGreaterThan(0);
  for (const { songId, score } of songs) {
    const { users } = await get<{ users: { userId: string; score: number }[] }>(
      `/recommend/songs/${songId}/users?limit=100`,
    );
    expect(users.find(({ userId }) => userId === USER)!.score).toBeCloseTo(score, 5);
  }
}, 240_000);
