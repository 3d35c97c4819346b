import { createApiDocument, createService, loadSettings } from '#common';
import type { ServiceDefinition } from '#common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { z } from 'zod';
import { ConformingAnswers } from './conforming-answers.js';
import { endOfJob } from './until.js';

export const READ = 'read-key-of-the-test';
export const ADMIN = 'admin-key-of-the-test';

export interface Answer<Body> {
  status: number;
  headers: Record<string, unknown>;
  text: string;
  /** Of a JSON answer; null for any other. */
  body: Body;
}

interface Question {
  /** Default: the read key, and the admin key below /admin. Null sends none. */
  key?: string | null;
  body?: object | undefined;
}

export type Ask = <Body = Record<string, unknown>>(
  method: 'GET' | 'POST' | 'PUT' | 'DELETE',
  url: string,
  question?: Question,
) => Promise<Answer<Body>>;

/** A service in this process on a database, not yet listening. @throws when it cannot start */
export async function startApp<Schema extends z.ZodObject>(
  service: ServiceDefinition<Schema>,
  databaseUrl: string,
  environment: Record<string, string> = {},
): Promise<NestFastifyApplication> {
  const settings = loadSettings(service.schema, {
    DATABASE_URL: databaseUrl,
    READ_KEYS: READ,
    ADMIN_KEYS: ADMIN,
    NODE_ENV: 'test',
    LOG_LEVEL: 'error',
    // The machine of the tests may be busy.
    OVERLOAD_LAG_MS: '0',
    // Tests post events of 2017 before anything is loaded, too.
    EVENTS_BELIEVED_DAYS: '36500',
    ...environment,
  });
  const app = await createService(service, settings);
  try {
    await app.init();
    return app;
  } catch (error) {
    // What had started keeps the test from ending.
    await app.close();
    throw error;
  }
}

/** By service, for all files of a worker: an API document does not depend on settings, and to compile its checks is slow. */
const documented = new Map<string, ConformingAnswers>();

/** Asks a service without a port; every answer must be as its API document has it. */
export function asking<Schema extends z.ZodObject>(
  app: NestFastifyApplication,
  service: ServiceDefinition<Schema>,
): Ask {
  const answers = documented.get(service.name) ?? new ConformingAnswers(createApiDocument(app, service));
  documented.set(service.name, answers);
  return async <Body>(
    method: 'GET' | 'POST' | 'PUT' | 'DELETE',
    url: string,
    { key = url.startsWith('/admin') ? ADMIN : READ, body }: Question = {},
  ): Promise<Answer<Body>> => {
    const answer = await app.inject({
      method,
      url,
      headers: key === null ? {} : { authorization: `Bearer ${key}` },
      ...(body === undefined ? {} : { payload: body }),
    });
    const { statusCode: status, headers, body: text } = answer;
    answers.check(method, url, { status, headers, text });
    const isJson = /[/+]json\b/.test(String(headers['content-type']));
    return { status, headers, text, body: (isJson ? JSON.parse(text) : null) as Body };
  };
}

/** The job that an answer has started, when it has ended. @throws when it has started none */
export async function endOfStarted<Job extends { state?: string }>(
  ask: Ask,
  { status, headers, text }: Answer<unknown>,
): Promise<Job> {
  if (status !== 202) throw new Error(`No job was started: ${status} ${text}`);
  return await endOfJob(async () => (await ask<Job>('GET', String(headers['location']))).body);
}
