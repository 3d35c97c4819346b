import type { ServiceName } from '../support/running-services.js';
import { ADMIN_KEY, READ_KEY } from '../support/service-process.js';
import type { Question } from '../support/service-process.js';

/** A question that must be refused, with the status of the refusal. */
export type BadQuestion = [service: ServiceName, path: string, status: number, question?: Question];

const UNKNOWN = '999999999999';
const NO_JOB = '00000000-0000-4000-8000-000000000000';

const unknown: BadQuestion[] = [
  ['churn', `/churn/${UNKNOWN}`, 404],
  ['recommender', `/recommend/${UNKNOWN}`, 404],
  ['recommender', `/recommend/songs/${UNKNOWN}/users`, 404],
  ['ingest', `/jobs/${NO_JOB}`, 404],
  ['ingest', `/jobs/${NO_JOB}/stream`, 404],
  ['ingest', `/admin/jobs/${NO_JOB}/cancel`, 404, { method: 'POST' }],
  ['ingest', '/nothing/here', 404],
  ['churn', '/churn/1', 405, { method: 'DELETE' }],
  ['recommender', '/admin/recommender/retrain', 405, { method: 'GET' }],
];

const MALFORMED = [
  'abc',
  '-1',
  '1.5',
  '1e3',
  '0x10',
  '+1',
  '%20',
  '%00',
  '１',
  '9223372036854775808',
  "1'--",
];
const malformedIds = MALFORMED.flatMap((id): BadQuestion[] => [
  ['churn', `/churn/${id}`, 400],
  ['recommender', `/recommend/${id}`, 400],
  ['recommender', `/recommend/songs/${id}/users`, 400],
]);
const malformedPaths: BadQuestion[] = [
  ['churn', '/churn/%E0%A4%A', 400],
  ['recommender', '/recommend/%', 400],
  ['churn', `/churn/${'1'.repeat(199)}`, 400],
  ['churn', `/churn/${'1'.repeat(5_000)}`, 400],
  ['ingest', '/jobs/17', 400],
  ['ingest', '/jobs/17/stream', 400],
];

const LIMITS = ['0', '-1', '1.5', 'many', '201', '1000000000', '99999999999999999999', '', '1&limit=2'];
const limits = LIMITS.flatMap((limit): BadQuestion[] => [
  ['recommender', `/recommend/${UNKNOWN}?limit=${limit}`, 400],
  ['recommender', `/recommend/songs/${UNKNOWN}/users?limit=${limit}`, 400],
  ['ingest', `/ingest/archives?limit=${limit}`, 400],
  ['churn', `/jobs?limit=${limit}`, 400],
]);
const queries: BadQuestion[] = [
  ['recommender', '/recommend/1?limt=5', 400],
  ['ingest', '/ingest/archives?state=broken', 400],
  ['ingest', '/ingest/archives?cursor=%ff', 400],
  ['ingest', '/ingest/archives?cursor=nothing', 400],
  ['ingest', '/ingest/archives?cursor=AA', 400],
  ['churn', `/jobs?kind=${'k'.repeat(101)}`, 400],
  ['churn', '/churn/decision', 400],
  ['churn', '/churn/decision?contactCost=1&savedValue=10&successRate=', 400],
  ['churn', '/churn/decision?contactCost=1&savedValue=Infinity&successRate=0.2', 400],
  ['churn', '/churn/decision?contactCost=1&savedValue=10&successRate=0.2&successRate=0.3', 400],
];

const PROTECTED: [ServiceName, string][] = [
  ['ingest', '/ingest/archives'],
  ['ingest', '/jobs'],
  ['churn', '/churn/1'],
  ['churn', '/churn/models'],
  ['churn', '/churn/models/1'],
  ['churn', '/churn/features'],
  ['churn', '/churn/decision?contactCost=1&savedValue=10&successRate=0.2'],
  ['recommender', '/recommend/1'],
  ['recommender', '/recommend/models'],
];
const ADMIN: [ServiceName, string][] = [
  ['ingest', '/admin/ingest/archives'],
  ['churn', '/admin/churn/retrain'],
  ['recommender', '/admin/recommender/retrain'],
  ['churn', `/admin/jobs/${NO_JOB}/cancel`],
];
const STRANGERS: Question[] = [
  { key: null },
  { key: 'a-key-nobody-has-given' },
  { key: READ_KEY.slice(0, -1) },
  { key: null, headers: { Authorization: `Basic ${Buffer.from(`x:${ADMIN_KEY}`).toString('base64')}` } },
  { key: null, headers: { Authorization: READ_KEY } },
  { key: null, headers: { Authorization: `Bearer ${READ_KEY} ${READ_KEY}` } },
];
const keys = STRANGERS.flatMap((stranger): BadQuestion[] => [
  ...PROTECTED.map(([service, path]): BadQuestion => [service, path, 401, stranger]),
  ...ADMIN.map(([service, path]): BadQuestion => [service, path, 401, { ...stranger, method: 'POST' }]),
]);
const readKeys = [
  ...ADMIN,
  ['ingest', '/admin//ingest/archives'],
  ['ingest', '/%61dmin/ingest/archives'],
].map(([service, path]): BadQuestion => {
  const status = path!.includes('//') ? 404 : 403;
  return [service as ServiceName, path!, status, { method: 'POST', key: READ_KEY }];
});

const load = (status: number, question: Question): BadQuestion => [
  'ingest',
  '/admin/ingest/archives',
  status,
  question,
];
const bodies: BadQuestion[] = [
  load(400, { rawBody: 'this is no JSON' }),
  load(400, { rawBody: '{"path": "."' }),
  load(400, { rawBody: '' }),
  load(400, { rawBody: Buffer.from([0xff, 0xfe, 0x00]) }),
  load(400, { rawBody: '"."' }),
  load(400, { rawBody: 'null' }),
  load(400, { rawBody: '[{"path":"."}]' }),
  load(400, { rawBody: '{"path":".","__proto__":{"admin":true}}' }),
  load(400, { body: {} }),
  load(400, { body: { path: 5 } }),
  load(400, { body: { path: null } }),
  load(400, { body: { path: ['.'] } }),
  load(400, { body: { path: '' } }),
  load(400, { body: { path: 'x'.repeat(1025) } }),
  load(400, { body: { path: '.', force: true } }),
  load(400, { body: { path: '..' } }),
  load(400, { body: { path: '/etc' } }),
  load(400, { body: { path: 'a/../../b' } }),
  load(400, { body: { path: '..\\..' } }),
  load(400, { body: { path: 'a\0b' } }),
  load(404, { body: { path: 'no/such/folder' } }),
  load(404, { body: { path: '20170330_9_play.log' } }),
  load(413, { body: { path: 'x'.repeat(2_000_000) } }),
  load(415, { rawBody: '<path>.</path>', headers: { 'Content-Type': 'application/xml' } }),
  ['churn', '/admin/churn/retrain', 413, { body: { padding: 'x'.repeat(2_000_000) } }],
  ['recommender', '/admin/recommender/retrain', 400, { rawBody: '{{' }],
];

/** By what is wrong with them. */
export const BAD_QUESTIONS: Record<string, BadQuestion[]> = {
  'what does not exist': unknown,
  'malformed ids': [...malformedIds, ...malformedPaths],
  'limits out of range': limits,
  'unknown or malformed parameters': queries,
  'missing and wrong keys': keys,
  'read keys where an admin key is needed': readKeys,
  'bodies that are no JSON, too large, or say something impossible': bodies,
};
