import { createApiDocument, createService, JobWorkers, loadSettings } from '#common';
import type { ServiceDefinition } from '#common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { OpenAPIObject } from '@nestjs/swagger';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { z } from 'zod';
import { churnService } from '../../apps/churn-service/src/churn-service.js';
import { ingestService } from '../../apps/ingest-service/src/ingest-service.js';
import { recommenderService } from '../../apps/recommender-service/src/recommender-service.js';
import { JOB_QUEUES } from '../../migrations/job-queues.js';
import { createTestDatabase } from '../support/test-database.js';
import type { TestDatabase } from '../support/test-database.js';
import { apiTables } from './api-tables.js';
import { exampleRequests } from '../support/example-requests.js';
import { documentedRows, updateTables } from './document-tables.js';

interface Schema {
  $ref?: string;
  allOf?: Schema[];
  oneOf?: Schema[];
  items?: Schema;
  properties?: Record<string, Schema>;
  example?: unknown;
  enum?: unknown[];
  default?: unknown;
  description?: string;
}

interface Problem {
  code: string;
  detail: string;
}

interface Content {
  schema?: Schema;
}

interface Operation {
  operationId: string;
  summary?: string;
  tags?: string[];
  security?: Record<string, string[]>[];
  parameters?: { name: string; in: string; description?: string; example?: unknown; schema?: Schema }[];
  requestBody?: { content: Record<string, Content> };
  responses: Record<string, Response & { $ref?: string }>;
}

interface Response {
  description?: string;
  content?: Record<string, Content>;
}

interface ApiDocument {
  paths: Record<string, Record<string, Operation>>;
  tags: { name: string; description?: string }[];
  components: {
    schemas: Record<string, Schema>;
    responses: Record<string, Response>;
    securitySchemes: Record<string, object>;
  };
}

const NAMES = ['ingest-service', 'churn-service', 'recommender-service'] as const;
type ServiceName = (typeof NAMES)[number];
const DOCUMENT = 'docs/api.md';
const ADMIN_KEY = 'admin-key-of-the-test';
const SETTINGS = {
  LOGS_DIR: '/logs',
  NODE_ENV: 'test',
  LOG_LEVEL: 'error',
  ADMIN_KEYS: ADMIN_KEY,
  RATE_LIMIT_PER_MINUTE: '0',
};

let testDatabase: TestDatabase;
const apps = {} as Record<ServiceName, NestFastifyApplication>;
const documents = {} as Record<ServiceName, ApiDocument>;

async function start<Schema extends z.ZodObject>(
  name: ServiceName,
  definition: ServiceDefinition<Schema>,
): Promise<void> {
  const environment = { ...SETTINGS, DATABASE_URL: testDatabase.url };
  apps[name] = await createService(definition, loadSettings(definition.schema, environment));
  await apps[name].init();
  // What a client would get: no undefined members.
  documents[name] = JSON.parse(JSON.stringify(createApiDocument(apps[name], definition))) as ApiDocument;
}

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  await start('ingest-service', ingestService);
  await start('churn-service', churnService);
  await start('recommender-service', recommenderService);
});

afterAll(async () => {
  for (const app of Object.values(apps)) await app.close();
  await testDatabase.drop();
});

/** Every operation as `GET /path`. */
function operations({ paths }: ApiDocument): [name: string, operation: Operation][] {
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]): [string, Operation] => [
      `${method.toUpperCase()} ${path}`,
      operation,
    ]),
  );
}

/** Other schemas have their own examples. */
function isComposed(schema: Schema): boolean {
  const parts = [
    schema,
    ...(schema.allOf ?? []),
    ...(schema.oneOf ?? []),
    ...(schema.items ? [schema.items] : []),
  ];
  return parts.some(({ $ref }) => $ref !== undefined);
}

function resolved(
  { components }: ApiDocument,
  { $ref, ...response }: Response & { $ref?: string },
): Response {
  return $ref === undefined ? response : components.responses[$ref.split('/').at(-1)!]!;
}

function isProblem(content: Record<string, Content>): boolean {
  const types = Object.entries(content).map(([type, { schema }]) => [type, schema?.$ref]);
  return JSON.stringify(types) === '[["application/problem+json","#/components/schemas/ProblemDto"]]';
}

/** Texts that each database signs: no example of them is good in another one. */
const SIGNED = ['cursor', 'after', 'ImpressionsBody.recommendationId'];

/** A list of all values, or the value that is taken when none is given, shows what is meant as well as an example. */
function hasExample(schema: Schema): boolean {
  const shown = [schema.example, schema.enum, schema.default];
  return shown.some((values) => values !== undefined) || isComposed(schema);
}

describe.each(NAMES)('the OpenAPI document of the %s', (name) => {
  it('is the one that clients were promised (UPDATE_CONTRACTS=1 npm test -- contracts writes it)', () => {
    const file = join(process.cwd(), 'test/contracts', `${name}.openapi.json`);
    if (process.env['UPDATE_CONTRACTS'] === '1') {
      writeFileSync(file, `${JSON.stringify(documents[name], null, 2)}\n`);
    }
    expect(documents[name]).toEqual(JSON.parse(readFileSync(file, 'utf8')));
  });

  it('refers to nothing that it does not define', () => {
    const { components } = documents[name];
    const defined = Object.entries(components).flatMap(([kind, members]) =>
      Object.keys(members).map((member) => `#/components/${kind}/${member}`),
    );
    const references = JSON.stringify(documents[name]).matchAll(/"\$ref":"([^"]*)"/g);
    expect([...references].map(([, to]) => to).filter((to) => !defined.includes(to!))).toEqual([]);
  });

  it('says in one line what every operation does', () => {
    const silent = operations(documents[name]).filter(([, { summary }]) => !summary);
    expect(silent.map(([operation]) => operation)).toEqual([]);
  });

  it('describes every tag that its operations have', () => {
    const described = documents[name].tags.filter(({ description }) => description).map((tag) => tag.name);
    const used = new Set(operations(documents[name]).flatMap(([, { tags = [] }]) => tags));
    expect(described.toSorted()).toEqual([...used].toSorted());
  });

  it('describes what every operation answers', () => {
    const undescribed = operations(documents[name]).filter(([, { responses }]) => {
      const success = Object.entries(responses).find(([status]) => status.startsWith('2'))?.[1];
      return !Object.values(success?.content ?? {}).some(({ schema }) => schema !== undefined);
    });
    expect(undescribed.map(([operation]) => operation)).toEqual([]);
  });

  it('has a description and an example for every property', () => {
    const lacking = Object.entries(documents[name].components.schemas).flatMap(
      ([schema, { properties = {} }]) =>
        Object.entries(properties)
          .filter(([, property]) => !hasExample(property) || (!property.description && !isComposed(property)))
          .map(([property]) => `${schema}.${property}`),
    );
    expect(lacking.filter((property) => !SIGNED.includes(property))).toEqual([]);
  });

  it('has a description and an example for every parameter', () => {
    const lacking = operations(documents[name]).flatMap(([operation, { parameters = [] }]) =>
      parameters
        .filter(
          ({ name: parameter, description, example, schema = {} }) =>
            !description || (example === undefined && !hasExample(schema) && !SIGNED.includes(parameter)),
        )
        .map((parameter) => `${operation}: ${parameter.name}`),
    );
    expect(lacking).toEqual([]);
  });

  it('shows examples that the service takes', async () => {
    const refused: unknown[] = [];
    for (const { headers, ...request } of exampleRequests(documents[name] as unknown as OpenAPIObject)) {
      const answer = await apps[name].inject({
        ...(request as object),
        headers: { ...headers, authorization: `Bearer ${ADMIN_KEY}` },
      });
      const { code, detail } =
        answer.statusCode === 400 ? answer.json<Problem>() : { code: null, detail: null };
      // An archive has no example.
      if (code !== null && code !== 'empty') refused.push([request.method, request.url, detail]);
      if ([413, 415, 422, 429, 500].includes(answer.statusCode))
        refused.push([request.method, request.url, answer.body]);
    }
    expect(refused).toEqual([]);
  });

  it('asks for a key everywhere but at the health checks', () => {
    const { components } = documents[name];
    expect(components.securitySchemes['key']).toMatchObject({ type: 'http', scheme: 'bearer' });
    for (const [operation, { security }] of operations(documents[name])) {
      const isPublic = / \/health\//.test(operation);
      expect([operation, security]).toEqual([operation, isPublic ? [] : [{ key: [] }]]);
    }
  });

  it('tells of refusals as problem documents only', () => {
    const others = operations(documents[name])
      .filter(([operation]) => !/ \/health\//.test(operation))
      .flatMap(([operation, { responses }]) =>
        Object.entries(responses)
          .filter(([status]) => /^[45]/.test(status))
          .filter(([, response]) => !isProblem(resolved(documents[name], response).content ?? {}))
          .map(([status]) => `${operation} ${status}`),
      );
    expect(others).toEqual([]);
  });
});

describe('operation ids', () => {
  /** Jobs and health are the same in every service. */
  const SHARED = /^\w+ \/(jobs|admin\/jobs|admin\/settings|health)(\/|$)/;
  it('are unique over the services, and a verb with its object', () => {
    const ids = NAMES.flatMap((name) => operations(documents[name]))
      .filter(([operation]) => !SHARED.test(operation))
      .map(([, { operationId }]) => operationId);
    expect(ids.filter((id, place) => ids.indexOf(id) !== place)).toEqual([]);
    expect(ids.filter((id) => !/^[a-z]+([A-Z][a-z]*)+$/.test(id))).toEqual([]);
  });
});

describe('migrations/job-queues.ts', () => {
  it('has every kind of job that a service takes, and no other', () => {
    const kinds = NAMES.flatMap((name) => [...apps[name].get(JobWorkers).known.values()]);
    const queues = kinds.map(({ kind, whenBusy }) => `${kind}: ${whenBusy}`);
    expect(JOB_QUEUES.map(({ kind, whenBusy }) => `${kind}: ${whenBusy}`).toSorted()).toEqual(
      queues.toSorted(),
    );
  });
});

describe(`${DOCUMENT} (UPDATE_CONTRACTS=1 npm test -- contracts writes its tables)`, () => {
  it('lists every call with what its summary says first, and no others', async () => {
    const tables = apiTables(documents);
    await updateTables(DOCUMENT, tables);
    for (const [name, { rows }] of Object.entries(tables)) {
      expect([name, documentedRows(DOCUMENT, name)]).toEqual([name, rows]);
    }
  });
});
