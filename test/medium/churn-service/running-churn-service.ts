import { createApiDocument, createService, Database, loadSettings } from '#common';
import { SeededRandom } from '#ml';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { churnService } from '../../../apps/churn-service/src/churn-service.js';
import { churnSettings } from '../../../apps/churn-service/src/settings.js';
import { ConformingAnswers } from '../../support/conforming-answers.js';
import { createTestDatabase } from '../../support/test-database.js';
import { daysBetween, userDay } from './user-days.js';
import type { UserDay } from './user-days.js';
import { endOfJob } from '../../support/until.js';

export const READ = 'read-key-of-the-test';
export const ADMIN = 'admin-key-of-the-test';

export interface Answer<Body> {
  status: number;
  headers: Record<string, unknown>;
  text: string;
  /** Of a JSON answer. */
  body: Body;
}

interface Question {
  /** Default: the read key, and the admin key below /admin. Null sends none. */
  key?: string | null;
  body?: object;
}

/** A churn service on a database of its own, asked without a socket; every answer must be as documented. */
export interface RunningChurnService {
  app: NestFastifyApplication;
  database: Database;
  databaseUrl: string;
  ask<Body = Record<string, unknown>>(
    method: 'GET' | 'POST' | 'PUT',
    url: string,
    question?: Question,
  ): Promise<Answer<Body>>;
  /** Starts a job and waits for its end. */
  run<Result = Record<string, unknown>>(url: string, body?: object): Promise<EndedJob<Result>>;
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
  const answers = new ConformingAnswers(createApiDocument(app, churnService));
  const ask = (async (method: 'GET' | 'POST' | 'PUT', url: string, question: Question = {}) => {
    const key = question.key === undefined ? (url.startsWith('/admin') ? ADMIN : READ) : question.key;
    const answer = await app.inject({
      method,
      url,
      headers: key === null ? {} : { authorization: `Bearer ${key}` },
      ...(question.body === undefined ? {} : { payload: question.body }),
    });
    answers.check(method, url, { status: answer.statusCode, headers: answer.headers, text: answer.body });
    const json = String(answer.headers['content-type']).includes('json');
    return {
      status: answer.statusCode,
      headers: answer.headers,
      text: answer.body,
      body: json ? answer.json<unknown>() : null,
    };
  }) as RunningChurnService['ask'];
  const waitFor: RunningChurnService['waitFor'] = async <Result>(location: string) =>
    await endOfJob(async () => (await ask<EndedJob<Result>>('GET', location)).body);
  return {
    app,
    database: app.get(Database),
    databaseUrl: testDatabase.url,
    ask,
    waitFor,
    run: async <Result>(url: string, body?: object) => {
      const { status, headers, text } = await ask('POST', url, body === undefined ? {} : { body });
      if (status !== 202) throw new Error(`${url} answered ${status}: ${text}`);
      return await waitFor<Result>(String(headers['location']));
    },
    stop: async () => {
      await app.close();
      await testDatabase.drop();
    },
  };
}

/** Another instance on the same database. */
export async function createChurnApp(
  databaseUrl: string,
  environment: Record<string, string> = {},
): Promise<NestFastifyApplication> {
  const app = await createService(
    churnService,
    loadSettings(churnSettings, {
      DATABASE_URL: databaseUrl,
      READ_KEYS: READ,
      ADMIN_KEYS: ADMIN,
      NODE_ENV: 'test',
      LOG_LEVEL: 'error',
      // On a busy machine no answer of these tests is in time.
      OVERLOAD_LAG_MS: '0',
      // So few users are trained sooner than a second thread has its modules.
      CHURN_TRAINING_THREADS: '1',
      ...environment,
    }),
  );
  try {
    await app.init();
    return app;
  } catch (error) {
    // What had started keeps the test from ending.
    await app.close();
    throw error;
  }
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
