import { readFileSync } from 'node:fs';
import { ADMIN_KEY, ServiceProcess } from '../../test/support/service-process.js';
import { onThrowAwayDatabase } from '../serving/throw-away-database.js';

/**
 * What the worst requests of an allowed size cost: milliseconds of the main thread's processor time, which no
 * event loop can be blocked longer than, the best of some tries; and the bytes of the answer. Processor time
 * hardly depends on what else the machine does.
 */

const TRIES = 7;
const LIMIT = 1_048_576;
const WORTH_A_NOTE_MS = 50;

interface Case {
  name: string;
  service: Name;
  path: string;
  method?: string;
  body?: string;
  headers?: Record<string, string>;
}

type Name = 'ingest-service' | 'churn-service' | 'recommender-service';

const list = (count: number, entry: (i: number) => string): string =>
  Array.from({ length: count }, (_, i) => entry(i)).join(',');
const members = (count: number): string => `{${list(count, (i) => `"m${i}":${i}`)}}`;
const filled = (before: string, text: string, after: string): string =>
  before + text.repeat(Math.floor((LIMIT - before.length - after.length) / text.length)) + after;
const event = (i: number, more = ''): string =>
  `{"eventId":"e${i}","kind":"play","happenedAt":"2017-05-13T10:00:00","userId":"${i}","device":"ar","songId":"${i}","songType":0,` +
  `"title":"${'title '.repeat(20)}","singer":"${'singer '.repeat(10)}","playSeconds":150,"songSeconds":200${more}}`;

/** Bodies that every route with a body gets. */
const BODIES: Record<string, string> = {
  '60,000 unknown members': members(60_000),
  '1,000 unknown members': members(1_000),
  '1 MiB of nested lists': filled('', '[', ''),
  '1 MiB of numbers': filled('[', '1,', '1]'),
  '1 MiB of empty objects': filled('{"a":[', '{},', '1]}'),
  '65,000 numbers of 15 digits': `{"userIds":[${list(62_000, (i) => `1234567890${10_000 + (i % 80_000)}`)}]}`,
  '65,000 ids': `{"userIds":[${list(65_000, (i) => `"${100_000_000 + i}"`)}]}`,
  '10,000 ids': `{"userIds":[${list(10_000, (i) => `"${100_000_000 + i}"`)}]}`,
  'a text of 1 MiB': filled('{"path":"', 'x', '"}'),
  'a text of 1 MiB of escapes': filled('{"path":"', '\\u0000', '"}'),
  'a name of 1 MiB': filled('{"', 'x', '":1}'),
  'a number of 1 MiB': filled('{"limit":', '1', '}'),
  '1 MiB of blanks': filled('{', ' ', '}'),
  'deep and wide': `[${list(3_000, () => '[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]')}]`,
  'no JSON at the end': filled('{"path":"', 'x', ''),
  '20,000 bad events': `{"events":[${list(20_000, (i) => `{"songId":${i},"x":1}`)}]}`,
  '20,000 null events': `{"events":[${list(20_000, () => 'null')}]}`,
  '1,000 events': `{"events":[${list(1_000, (i) => event(i))}]}`,
  '1,000 events with a wrong member': `{"events":[${list(1_000, (i) => event(i, ',"x":1'))}]}`,
};
const BODY_ROUTES: [Name, string][] = [
  ['ingest-service', '/events'],
  ['ingest-service', '/admin/ingest/archives'],
  ['churn-service', '/churn/batch'],
  ['churn-service', '/admin/churn/score'],
  ['recommender-service', '/recommend/batch'],
  ['recommender-service', '/recommend/guest'],
  ['recommender-service', '/recommend/impressions'],
];
const URL_CASES: Record<string, (path: string) => string> = {
  '7,000 parameters': (path) => `${path}?${'a&'.repeat(7_000)}`,
  '1,500 different parameters': (path) => `${path}?${list(1_500, (i) => `p${i}=1`).replaceAll(',', '&')}`,
  'a parameter of 15 KB': (path) => `${path}?limit=${'9'.repeat(15_000)}`,
  '7,000 entries of a list': (path) => `${path}?exclude=${'1,'.repeat(7_000)}1`,
  '5,000 encoded letters': (path) => `${path}?kind=${'%41'.repeat(4_900)}`,
  'a path of 15 KB': (path) => `${path}/${'x/'.repeat(7_500)}`,
};
const URL_ROUTES: [Name, string][] = [
  ['ingest-service', '/ingest/archives'],
  ['ingest-service', '/jobs'],
  ['churn-service', '/churn'],
  ['recommender-service', '/recommend/1'],
];

const cases: Case[] = [
  ...BODY_ROUTES.flatMap(([service, path]) =>
    Object.entries(BODIES).map(([name, body]) => ({ name, service, path, method: 'POST', body })),
  ),
  ...URL_ROUTES.flatMap(([service, path]) =>
    Object.entries(URL_CASES).map(([name, longer]) => ({ name, service, path: longer(path) })),
  ),
  {
    name: '1,500 headers',
    service: 'ingest-service',
    path: '/jobs',
    headers: Object.fromEntries(Array.from({ length: 1_500 }, (_, i) => [`x${i}`, '1'])),
  },
];

/** Nanoseconds that the main thread of a process has run. */
function mainThreadNs(pid: number): number {
  return Number(readFileSync(`/proc/${pid}/task/${pid}/schedstat`, 'utf8').split(' ')[0]);
}

async function measure(service: ServiceProcess, { path, method, body, headers }: Case): Promise<string> {
  let best = Infinity;
  let status = 0;
  let bytes = 0;
  for (let i = 0; i < TRIES; ++i) {
    const before = mainThreadNs(service.process.pid!);
    const answer = await service.ask(path, {
      key: ADMIN_KEY,
      ...(method === undefined ? {} : { method }),
      ...(body === undefined ? {} : { rawBody: body }),
      ...(headers === undefined ? {} : { headers }),
    });
    best = Math.min(best, (mainThreadNs(service.process.pid!) - before) / 1e6);
    status = answer.status;
    bytes = answer.text.length;
  }
  return `${best.toFixed(1).padStart(8)} ms  ${status}  ${String(bytes).padStart(7)} bytes${best > WORTH_A_NOTE_MS ? '  TOO MUCH' : ''}`;
}

await onThrowAwayDatabase(async (url) => {
  for (const name of ['ingest-service', 'churn-service', 'recommender-service'] as const) {
    const service = new ServiceProcess(name, {
      DATABASE_URL: url,
      LOGS_DIR: '/tmp',
      RATE_LIMIT_PER_MINUTE: '0',
      OVERLOAD_LAG_MS: '0',
    });
    try {
      await service.ready();
      for (const one of cases.filter((each) => each.service === name)) {
        const figures = await measure(service, one);
        console.log(`${figures}  ${(one.body === undefined ? '' : one.path).padEnd(24)} ${one.name}`);
      }
    } finally {
      await service.stop();
    }
  }
});
