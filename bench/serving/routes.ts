import type { ServiceProcess } from '../../test/support/service-process.js';
import { ADMIN_KEY } from '../../test/support/service-process.js';
import type { AskedRequest } from './wrk.js';

/** What stands in paths and bodies: ids that have an answer. */
export interface KnownIds {
  users: string[];
  songs: string[];
}

export interface MeasuredRoute {
  service: ServiceProcess;
  /** Such as `GET /churn/:userId`. */
  name: string;
  pattern: string;
  requests: AskedRequest[];
}

interface Parameter {
  name: string;
  in: string;
  required?: boolean;
  example?: unknown;
  schema?: { example?: unknown; enum?: unknown[] };
}

interface ApiDocument {
  paths: Record<string, Record<string, { parameters?: Parameter[] }>>;
}

/**
 * POST routes that only read, with the bodies they are sent; what each ask is a user's or a guest's page of
 * twenty songs, or a hundred risks.
 */
const READING_POSTS: Record<string, (ids: KnownIds, n: number) => object> = {
  '/churn/batch': ({ users }, n) => ({ userIds: some(users, n, 100) }),
  '/recommend/batch': ({ users }, n) => ({ userIds: some(users, n, 20) }),
  '/recommend/guest': ({ songs }, n) => ({ events: some(songs, n, 10).map((songId) => ({ songId })) }),
};
/** The same code in all services is measured in one. */
const SHARED = /^\/(health|jobs)\b/;
const BODIES = 20;
const PATHS = 500;

/** Every GET route of the service, from its own API document, and the POST routes that only read. */
export async function routesOf(
  service: ServiceProcess,
  ids: KnownIds,
  withShared: boolean,
): Promise<MeasuredRoute[]> {
  const { paths } = await service.get<ApiDocument>('/docs-json', { key: null });
  const routes: MeasuredRoute[] = [];
  for (const [path, operations] of Object.entries(paths)) {
    if (SHARED.test(path) && !withShared) continue;
    const pattern = path.replaceAll(/\{(\w+)\}/g, ':$1');
    const headers = { Authorization: `Bearer ${ADMIN_KEY}` };
    const makeBody = READING_POSTS[path];
    if ('get' in operations) {
      const known = await knownPaths(service, path, operations['get'].parameters ?? [], ids);
      const requests = known.map((asked) => ({ method: 'GET', path: asked, headers }));
      routes.push({ service, name: `GET ${pattern}`, pattern, requests });
    }
    if ('post' in operations && makeBody !== undefined) {
      const requests = Array.from({ length: BODIES }, (_, n) => ({
        method: 'POST',
        path,
        headers,
        body: JSON.stringify(makeBody(ids, n)),
      }));
      routes.push({ service, name: `POST ${pattern}`, pattern, requests });
    }
  }
  return routes;
}

async function knownPaths(
  service: ServiceProcess,
  path: string,
  parameters: Parameter[],
  ids: KnownIds,
): Promise<string[]> {
  const query = parameters
    .filter((parameter) => parameter.in === 'query' && parameter.required === true)
    .map(({ name, example, schema }) => `${name}=${String(example ?? schema?.example)}`);
  const asked = query.length === 0 ? path : `${path}?${query.join('&')}`;
  if (asked.includes('{userId}')) return ids.users.slice(0, PATHS).map((id) => asked.replace('{userId}', id));
  if (asked.includes('{songId}')) return ids.songs.slice(0, PATHS).map((id) => asked.replace('{songId}', id));
  if (!asked.includes('{')) return [asked];
  const [parameter] = parameters.filter((known) => known.in === 'path');
  return [asked.replace(/\{\w+\}/, await valueOf(service, path, parameter!))];
}

async function valueOf(service: ServiceProcess, path: string, { name, schema }: Parameter): Promise<string> {
  if (name === 'version') return '1';
  if (name === 'id') return await firstIdOf(service, path.slice(0, path.indexOf('/{')));
  return String(schema?.enum?.[0] ?? schema?.example);
}

/** Of a list, which is an array, or an object with one. */
async function firstIdOf(service: ServiceProcess, list: string): Promise<string> {
  const answer = await service.get<object>(list);
  const entries = (Array.isArray(answer) ? answer : Object.values(answer).find(Array.isArray)) as
    { id: string }[] | undefined;
  return entries?.[0]?.id ?? 'none';
}

function some(ids: string[], n: number, count: number): string[] {
  return Array.from({ length: count }, (_, i) => ids[(n * count + i) % ids.length]!);
}
