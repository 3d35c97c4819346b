import { Database } from '#common';
import { SeededRandom } from '#ml';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { churnService } from '../../../apps/churn-service/src/churn-service.js';
import { useShared } from '../../support/use-shared.js';
import { asking, endOfStarted, startApp } from '../../support/service-app.js';
import type { Ask } from '../../support/service-app.js';
import { createTestDatabase } from '../../support/test-database.js';
import { storeTextIds } from '../../support/text-ids.js';
import { createDays, daysBetween, insertUserDays, markLoaded, userDay } from './user-days.js';
import type { UserDay } from './user-days.js';
import { endOfJob, until } from '../../support/until.js';

export { ADMIN, READ } from '../../support/service-app.js';
export type { Answer } from '../../support/service-app.js';

/** One kind of model on windows of 14 and 7 days, so that a training takes a moment. */
export const SHORT = { CHURN_MODELS: 'logistic-regression', CHURN_FEATURE_DAYS: '14', CHURN_LABEL_DAYS: '7' };

/** A churn service on a database of its own, asked without a socket; every answer must be as documented. */
export interface RunningChurnService {
  app: NestFastifyApplication;
  database: Database;
  databaseUrl: string;
  ask: Ask;
  /** Starts a job and waits for its end. */
  run<Result = Record<string, unknown>>(url: string, body?: object): Promise<EndedJob<Result>>;
  /** Trains and waits until the version answers. @throws when it does not go live */
  retrain(): Promise<void>;
  waitFor<Result = Record<string, unknown>>(location: string): Promise<EndedJob<Result>>;
  stop(): Promise<void>;
}

interface EndedJob<Result> {
  id: string;
  state: string;
  error: string | null;
  result: Result;
}

export async function startChurnService(
  environment: Record<string, string> = {},
): Promise<RunningChurnService> {
  const testDatabase = await createTestDatabase();
  const app = await createChurnApp(testDatabase.url, environment);
  const ask = asking(app, churnService);
  const run: RunningChurnService['run'] = async (url, body) =>
    await endOfStarted(ask, await ask('POST', url, { body }));
  return {
    app,
    database: app.get(Database),
    databaseUrl: testDatabase.url,
    ask,
    waitFor: (location) => endOfJob(async () => (await ask<EndedJob<never>>('GET', location)).body),
    run,
    retrain: async () => {
      const job = await run('/admin/churn/retrain');
      if (job.result['state'] !== 'live') throw new Error(JSON.stringify(job));
      await until(async () => (await ask('GET', '/churn?limit=1')).status === 200, 'the live model');
    },
    stop: async () => {
      await app.close();
      await testDatabase.drop();
    },
  };
}

/** One that the tests of a file share. */
export function useChurnService(environment: Record<string, string> = {}): RunningChurnService {
  return useShared(
    () => startChurnService(environment),
    (service) => service.stop(),
  );
}

/** Another instance on the same database. */
export async function createChurnApp(
  databaseUrl: string,
  environment: Record<string, string> = {},
): Promise<NestFastifyApplication> {
  // So few users are trained sooner than a second thread has its modules.
  return await startApp(churnService, databaseUrl, { CHURN_TRAINING_THREADS: '1', ...environment });
}

/** Loads the days of a population. @param lastMade the last day that may have rows, when that is another one */
export async function loadPopulation(
  database: Database,
  users: number,
  first: string,
  last: string,
  lastMade = last,
): Promise<void> {
  await createDays(database, first, lastMade);
  await markLoaded(database, daysBetween(first, last));
  await insertUserDays(database, population(users, first, last));
}

/** The same in a database of text ids: the users have these in place of the ids from 1000 on. Their internal ids. */
export async function loadTextPopulation(
  database: Database,
  texts: readonly string[],
  first: string,
  last: string,
  lastMade = last,
): Promise<bigint[]> {
  await createDays(database, first, lastMade);
  await markLoaded(database, daysBetween(first, last));
  const ids = (await storeTextIds(database, 'user', texts)).map(BigInt);
  const rows = population(texts.length, first, last);
  await insertUserDays(
    database,
    rows.map((row) => ({ ...row, userId: ids[Number(row.userId) - 1000]! })),
  );
  return ids;
}

/** Users from id 1000 on who are active at a rate of their own until they drop out on a day of their own. */
export function population(users: number, first: string, last: string): UserDay[] {
  const random = new SeededRandom(4);
  const days = daysBetween(first, last);
  const rows: UserDay[] = [];
  for (let u = 0; u < users; u++) {
    const rate = 0.1 + 0.8 * random.next();
    const leavesAfter = random.next() < 0.3 ? Infinity : random.int(50);
    days.forEach((day, age) => {
      if (age > leavesAfter || (age > 0 && random.next() > rate)) return;
      const plays = 1 + random.int(20);
      rows.push(
        userDay(BigInt(1000 + u), day, {
          device: u % 8 === 0 ? 2 : 1,
          plays,
          downloads: random.int(8) === 0 ? 1 : 0,
          searches: random.int(5) === 0 ? 2 : 0,
          playSeconds: plays * 150,
          fullPlays: Math.floor(plays / 2),
        }),
      );
    });
  }
  return rows;
}
