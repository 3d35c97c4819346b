import { SeededRandom } from '#ml';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { recommenderService } from '../../../apps/recommender-service/src/recommender-service.js';
import { asking, endOfStarted, startApp } from '../../support/service-app.js';
import { createTestDatabase } from '../../support/test-database.js';
import type { TestDatabase } from '../../support/test-database.js';
import { writeListening } from './listening-log.js';
import type { Play } from './listening-log.js';
import { SMALL } from './running-recommender.js';

const [USERS, SONGS, DAYS] = [90, 60, 48];
/** From this day on everybody has another taste, so that a half-life of days pays. */
const TURNS_ON = 30;

/** Songs of one of three tastes, each once, and of the next taste later on. */
function turningPlays(): Play[] {
  const random = new SeededRandom(7);
  const plays: Play[] = [];
  for (let user = 1; user <= USERS; user++) {
    for (let song = 0; song < SONGS; song++) {
      const at = random.int(DAYS);
      const taste = at < TURNS_ON ? user : user + 1;
      if (random.next() > (taste % 3 === song % 3 ? 0.8 : 0.05)) continue;
      const day = new Date(Date.UTC(2017, 2, 1 + at)).toISOString().slice(0, 10);
      plays.push({ user: String(user), song: String(1000 + song), day });
    }
  }
  return plays;
}

let test: TestDatabase;
let app: NestFastifyApplication;

beforeAll(async () => {
  test = await createTestDatabase();
  const songs = Array.from({ length: SONGS }, (_, n) => ({ song: String(1000 + n), seconds: 200 }));
  await writeListening(test.database, { songs, plays: turningPlays(), downloads: [] });
  app = await startApp(recommenderService, test.url, {
    ...SMALL,
    RECOMMENDER_SEARCH_SECONDS: '20',
    // What is learned is looked at here, not how well.
    RECOMMENDER_GATE_MARGIN: '0.99',
    RECOMMENDER_POPULARITY_MARGIN: '0.99',
  });
});

afterAll(async () => {
  await app.close();
  await test.drop();
});

interface Retrained {
  version: number;
  state: string;
  nothingNew: boolean;
}

it('a retrain learns by the weights that its search has chosen, so the next one has nothing new', async () => {
  const ask = asking(app, recommenderService);
  const retrain = async (): Promise<Retrained> => {
    const job = await endOfStarted<{ state: string; result: Retrained }>(
      ask,
      await ask('POST', '/admin/recommender/retrain', { body: {} }),
    );
    expect(job.state).toBe('succeeded');
    return job.result;
  };
  expect(await retrain()).toMatchObject({ version: 1, state: 'live', nothingNew: false });
  const { body } = await ask<{ best: { halfLifeDays: number } }>('GET', '/recommend/parameter-searches/1');
  expect(body.best.halfLifeDays).toBeGreaterThan(0);
  expect(await retrain()).toMatchObject({ version: 2, nothingNew: true });
}, 120_000);
