import type { Database } from '#common';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AudienceUpkeep } from '../../apps/churn-service/src/audiences/audience-upkeep.js';
import { loadPopulation, startChurnService } from '../medium/churn-service/running-churn-service.js';
import type { RunningChurnService } from '../medium/churn-service/running-churn-service.js';
import { startRecommender } from '../medium/recommender-service/running-recommender.js';
import { until } from '../support/until.js';

/**
 * Every operation that answers a list or file of users, and how it is asked for users to contact. A new one belongs
 * here: a person could mail from it.
 */
const CHURN_LISTS: Record<string, string> = {
  'GET /churn': '/churn?contactable=true&limit=200',
  'GET /admin/churn/export.csv': '/admin/churn/export.csv?contactable=true',
  'POST /audiences/preview': '/audiences/preview',
  'GET /audiences/{key}/members': '/audiences/everybody/members?limit=200',
  'GET /audiences/{key}/changes': '/audiences/everybody/changes',
  'GET /admin/audiences/{key}/members': '/admin/audiences/everybody/members',
  'GET /admin/campaigns/{key}/contacts': '/admin/campaigns/mails/contacts',
};
const RECOMMENDER_LISTS: Record<string, string> = {
  'GET /recommend/winback': '/recommend/winback?limit=200',
  'GET /recommend/songs/{songId}/users': '/recommend/songs/1001/users?contactable=true&limit=200',
  'GET /recommend/singers/{singerId}/users':
    '/recommend/singers/SINGER/users?contactable=true&includeListeners=true&limit=200',
};
/** Why a list is no list of users to contact. */
const OTHERS: Record<string, string> = {
  'GET /ingest/exclusions': 'users who are left out',
  'GET /admin/users/contact-suppressions': 'users who are left out',
  'DELETE /admin/users/{userId}/contact-suppression': 'about one user',
  'GET /ingest/users': 'a search by the id',
  'GET /admin/exports/{name}': 'loaded data, for other programs',
  'GET /admin/users/{userId}/export': 'all that is stored of one user',
  'GET /admin/exports/df_model_final.csv': 'data that models are made from',
  'POST /churn/batch': 'users whom the caller names',
  'POST /recommend/batch': 'users whom the caller names',
  'GET /recommend/users/{userId}/similar': 'about one user',
};

interface Schema {
  $ref?: string;
  allOf?: Schema[];
  type?: string;
  items?: Schema;
  properties?: Record<string, Schema>;
}
type Operation = { responses: Record<string, { content?: Record<string, { schema?: Schema }> }> };

/** Whether an answer has an array of objects with `userId`. */
function listsUsers(schema: Schema | undefined, schemas: Record<string, Schema>, isItem = false): boolean {
  if (schema === undefined) return false;
  const named = schema.$ref?.split('/').at(-1);
  const { allOf = [], items, properties = {} } = named === undefined ? schema : schemas[named]!;
  if (isItem && properties['userId'] !== undefined) return true;
  return (
    listsUsers(items, schemas, true) ||
    [...allOf, ...Object.values(properties)].some((part) => listsUsers(part, schemas, isItem))
  );
}

const operations = ['ingest', 'churn', 'recommender'].flatMap((service) => {
  const text = readFileSync(join(import.meta.dirname, `${service}-service.openapi.json`), 'utf8');
  const { paths, components } = JSON.parse(text) as {
    paths: Record<string, Record<string, Operation>>;
    components: { schemas: Record<string, Schema> };
  };
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).flatMap(([method, { responses }]) => {
      const contents = Object.entries(responses['200']?.content ?? {});
      const hasUsers = contents.some(([type, { schema }]) =>
        type === 'application/json'
          ? listsUsers(schema, components.schemas)
          : /csv|ndjson|parquet/.test(type),
      );
      return hasUsers ? [`${method.toUpperCase()} ${path}`] : [];
    }),
  );
});

it('names every operation that lists users', () => {
  const named = [CHURN_LISTS, RECOMMENDER_LISTS, OTHERS].flatMap((lists) => Object.keys(lists));
  expect([...new Set(operations)].sort()).toEqual(named.sort());
});

/** Excludes a user and suppresses contacts of another. */
async function bar(database: Database, [excluded, suppressed]: readonly string[]): Promise<void> {
  await database.query("INSERT INTO excluded_user (user_id, reason) VALUES ($1, 'a bot')", [excluded]);
  await database.query("INSERT INTO contact_suppression (user_id, reason) VALUES ($1, 'no mail')", [
    suppressed,
  ]);
}

/** User ids in an answer: of JSON, of lines of JSON or the first cells of a CSV; of changes those who enter. */
function usersIn({ body, text }: { body: unknown; text: string }): string[] {
  const rows = Object.values(body ?? {}).find(Array.isArray) as
    { userId: string; entered?: boolean }[] | undefined;
  if (rows === undefined)
    return text
      .trim()
      .split('\n')
      .slice(1)
      .map((line) => line.split(',')[0]!);
  return rows.filter(({ entered = true }) => entered).map(({ userId }) => userId);
}

describe('lists of the churn-service for contacts', () => {
  let service: RunningChurnService;
  let barred: Set<string>;

  beforeAll(async () => {
    service = await startChurnService({ CHURN_MODELS: 'logistic-regression' });
    await loadPopulation(service.database, 400, '2017-03-30', '2017-05-12');
    await service.retrain();
    const everybody = { key: 'everybody', name: 'Everybody', conditions: [{ probability: { from: 0 } }] };
    await service.ask('POST', '/admin/audiences', { body: everybody });
    const terms = { audience: 'everybody', holdout: 0.5, successRate: 0.2, contactCost: 1, savedValue: 10 };
    await service.ask('POST', '/admin/campaigns', { body: { key: 'mails', name: 'Mails', ...terms } });
    expect((await service.ask('POST', '/admin/campaigns/mails/launch')).status).toBe(200);
    const treated = usersIn(await service.ask('GET', CHURN_LISTS['GET /admin/campaigns/{key}/contacts']!));
    await bar(service.database, treated);
    const holdouts = await service.database.query<{ id: string }>(
      "SELECT user_id AS id FROM campaign_assignment WHERE arm = 'holdout'",
    );
    barred = new Set([...treated.slice(0, 2), ...holdouts.map(({ id }) => id)]);
  });
  afterAll(() => service.stop());

  const ask = async (url: string) =>
    url === '/audiences/preview'
      ? await service.ask('POST', url, { body: { conditions: [{ probability: { from: 0 } }] } })
      : await service.ask('GET', url);

  it.each(Object.values(CHURN_LISTS))(
    '%s have no user who may not be contacted, at once and after the audiences have followed',
    async (url) => {
      for (let look = 0; look < 2; look++) {
        const users = usersIn(await ask(url));
        expect(users.length).toBeGreaterThan(5);
        expect(users.filter((user) => barred.has(user))).toEqual([]);
        await service.app.get(AudienceUpkeep, { strict: false }).look();
      }
    },
  );

  it('say how many they leave out, as the plan of contacts does', async () => {
    const leftOut = { excluded: 1, suppressed: 1, heldOut: barred.size - 2 };
    expect((await ask('/churn?contactable=true')).body).toMatchObject({ leftOut });
    expect((await ask('/audiences/preview')).body).toMatchObject({ leftOut });
    const plan = '/churn/decision?contactCost=0&savedValue=10&successRate=1';
    const { population } = (await ask('/churn')).body as { population: number };
    const free = population - barred.size;
    expect((await ask(plan)).body).toMatchObject({ plan: { population: free, contacts: free, leftOut } });
    const { headers } = await ask(CHURN_LISTS['GET /admin/churn/export.csv']!);
    expect(headers['left-out']).toBe(`excluded=1, suppressed=1, held-out=${leftOut.heldOut}`);
  });
});

it('lists of the recommender-service for contacts have no user who may not be contacted', async () => {
  const service = await startRecommender();
  try {
    await service.retrain();
    await service.writeScores(Object.fromEntries(Array.from({ length: 90 }, (_, n) => [n + 1, 0.9])));
    await until(
      async () => (await service.ask('GET', '/recommend/winback')).status === 200,
      'the live model',
    );
    const { body } = await service.ask<{ singers: { singerId: string }[] }>('GET', '/recommend/singers');
    const [{ singerId }] = body.singers as [{ singerId: string }];
    for (const list of Object.values(RECOMMENDER_LISTS)) {
      const url = list.replace('SINGER', singerId);
      const before = usersIn(await service.ask('GET', url));
      await bar(service.database, before);
      const { body: answer, text } = await service.ask('GET', url);
      expect(usersIn({ body: answer, text })).toEqual(before.slice(2));
      expect(answer).toMatchObject({ leftOut: { suppressed: expect.any(Number) as number } });
    }
  } finally {
    await service.stop();
  }
});
