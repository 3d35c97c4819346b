import { churnClient, ingestClient, ServiceProblem, ServiceUnreachable } from '#clients';
import type { ChurnClient, IngestClient, Job } from '#clients';
import { broken, ok, refused, ScriptedService } from '../../support/scripted-service.js';

const service = new ScriptedService();
let churn: ChurnClient;
let ingest: IngestClient;

beforeAll(async () => {
  await service.start();
  churn = churnClient({ url: `${service.url}/`, key: 'a-key' });
  ingest = ingestClient({ url: service.url, key: 'a-key' });
});

afterAll(async () => {
  await service.stop();
});

const USER = { params: { path: { userId: '168550892' } } };
const LOAD = { body: { path: '.' } };

describe('a request', () => {
  it('goes to the path of the contract with key, parameters and body', async () => {
    service.answer(ok({ userId: '168550892' }));
    expect(await churn.get('/churn/{userId}', USER)).toEqual({ userId: '168550892' });
    await churn.get('/churn', { params: { query: { band: 'high', limit: 5 } } });
    await ingest.startJob('/admin/ingest/archives', LOAD);
    expect(service.asked).toMatchObject([
      { method: 'GET', url: '/churn/168550892', headers: { authorization: 'Bearer a-key' } },
      { method: 'GET', url: '/churn?band=high&limit=5' },
      {
        method: 'POST',
        url: '/admin/ingest/archives',
        headers: { 'content-type': 'application/json' },
        ...LOAD,
      },
    ]);
  });

  it('is checked by the compiler: an expected error that is none fails npm run typecheck', async () => {
    service.answer(ok({}));
    const risk = await churn.get('/churn/{userId}', USER);
    risk.userId satisfies string;
    // @ts-expect-error the answer has no such member
    risk.userName satisfies undefined;
    // @ts-expect-error no such path
    await churn.get('/churn/{userId}/risk', USER);
    // @ts-expect-error a parameter is missing
    await churn.get('/churn/{userId}');
    // @ts-expect-error no such parameter
    await churn.get('/churn', { params: { query: { limits: 5 } } });
    const job = await ingest.startJob('/admin/ingest/archives', LOAD);
    job satisfies Job;
    // @ts-expect-error no such member
    await ingest.startJob('/admin/ingest/archives', { body: { folder: '.' } });
    // @ts-expect-error it starts no job
    await churn.startJob('/admin/churn/rollback');
    expect(service.asked).toHaveLength(7);
  });

  it('sends bytes as they are', async () => {
    service.answer(ok({}));
    const put = {
      params: { path: { name: '20170401_1_play.log' } },
      headers: { 'content-type': 'application/octet-stream' },
    };
    await ingest.put('/admin/ingest/archives/{name}', { ...put, body: new Blob(['12345']) });
    await ingest.put('/admin/ingest/archives/{name}', { ...put, body: new Blob(['123']).stream() });
    expect(service.asked.map(({ body }) => body)).toEqual([5, 3]);
  });

  it('can ask for text instead of JSON', async () => {
    service.answer((_request, reply) => reply.type('text/csv').send('user_id\n1\n'));
    const csv = await churn.get('/admin/churn/export.csv', { parseAs: 'text' });
    expect(csv satisfies string).toBe('user_id\n1\n');
  });
});

describe('a list of pages', () => {
  it('is iterated over, with the same parameters and the cursor of the page before', async () => {
    service.answer(ok({ users: [1], nextCursor: 'a b' }), ok({ users: [2], nextCursor: null }));
    const users: unknown[] = [];
    for await (const page of churn.pages('/churn', { params: { query: { band: 'high' } } })) {
      page.users satisfies readonly { userId: string }[];
      users.push(...page.users);
    }
    expect(users).toEqual([1, 2]);
    expect(service.asked.map(({ url }) => url)).toEqual([
      '/churn?band=high',
      '/churn?band=high&cursor=a%20b',
    ]);
    // @ts-expect-error its answer has no pages
    void churn.pages('/churn/{userId}', USER);
  });
});

describe('a refusal', () => {
  it('is an error that holds the problem document', async () => {
    const errors = ['limit must be a whole number from 1 to 200'];
    service.answer(refused(400, { code: 'validation_failed', errors, traceId: 'abc', jobId: '7' }));
    const error = await churn.get('/churn/{userId}', USER).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(ServiceProblem);
    expect(error).toMatchObject({
      status: 400,
      code: 'validation_failed',
      detail: 'Not now.',
      errors,
      requestId: 'req-1',
      traceId: 'abc',
      retryAfterMs: null,
      document: { jobId: '7' },
      message: 'GET /churn/{userId} was refused (400 validation_failed): Not now.',
    });
  });

  it('is one too when something in between answers a page', async () => {
    service.answer((_request, reply) => reply.status(502).type('text/html').send('<h1>Bad gateway'));
    await expect(churn.get('/churn/{userId}', { ...USER, patienceMs: 0 })).rejects.toMatchObject({
      name: 'ServiceProblem',
      status: 502,
      code: 'http_502',
    });
  });

  it('says when to come back', async () => {
    service.answer(refused(429, {}, { 'retry-after': '7' }));
    await expect(churn.get('/churn/{userId}', { ...USER, patienceMs: 0 })).rejects.toMatchObject({
      retryAfterMs: 7000,
    });
  });
});

describe('a retry', () => {
  it('asks again when the connection broke', async () => {
    service.answer(broken, broken, ok({ userId: '1' }));
    expect(await churn.get('/churn/{userId}', USER)).toEqual({ userId: '1' });
  });

  it('starts a job again, whatever broke', async () => {
    service.answer(broken, refused(503, {}, { 'retry-after': '0' }), ok({ id: '1' }));
    expect(await ingest.startJob('/admin/ingest/archives', LOAD)).toEqual({ id: '1' });
    expect(service.asked.map(({ method }) => method)).toEqual(['POST', 'POST', 'POST']);
  });

  it('answers the job that a lost attempt has started, and no job that was running before', async () => {
    const running = refused(409, { code: 'job_running', jobId: '7' });
    service.answer(broken, running, ok({ id: '7' }));
    expect(await churn.startJob('/admin/churn/retrain')).toEqual({ id: '7' });
    expect(service.asked.at(-1)).toMatchObject({ method: 'GET', url: '/jobs/7' });
    service.answer(running);
    await expect(churn.startJob('/admin/churn/retrain')).rejects.toMatchObject({ code: 'job_running' });
  });

  it('does not send a POST twice that might have been carried out', async () => {
    service.answer(broken);
    await expect(churn.post('/admin/churn/rollback')).rejects.toThrow(ServiceUnreachable);
    expect(service.asked).toHaveLength(1);
  });

  it('sends a POST twice that the caller knows to be repeatable', async () => {
    service.answer(broken, ok({}));
    await churn.post('/churn/batch', { body: { userIds: ['1'] }, repeatable: true });
    expect(service.asked).toHaveLength(2);
  });

  it('sends a file again, and a stream but once', async () => {
    const put = {
      params: { path: { name: '20170401_1_play.log' } },
      headers: { 'content-type': 'application/octet-stream' },
    };
    service.answer(broken, ok({}));
    await ingest.put('/admin/ingest/archives/{name}', { ...put, body: new Blob(['12345']) });
    expect(service.asked.map(({ body }) => body)).toEqual([5, 5]);
    service.answer(broken, ok({}));
    const streamed = ingest.put('/admin/ingest/archives/{name}', { ...put, body: new Blob(['1']).stream() });
    await expect(streamed).rejects.toThrow(ServiceUnreachable);
    expect(service.asked).toHaveLength(1);
  });
});

describe('without an answer', () => {
  it('says at once who does not answer, and why, where nothing has ever listened', async () => {
    const nobody = churnClient({ url: 'http://127.0.0.1:2' });
    // Longer than a test may take.
    await expect(nobody.get('/churn/features', { patienceMs: 600_000 })).rejects.toMatchObject({
      name: 'ServiceUnreachable',
      url: 'http://127.0.0.1:2',
      reason: 'ECONNREFUSED',
    });
    expect(() => churnClient({ url: 'localhost' })).toThrow('Invalid URL');
  });

  it('gives up an attempt after its time', async () => {
    service.answer((_request, reply) => reply.hijack());
    await expect(churn.get('/churn/features', { timeoutMs: 50, patienceMs: 0 })).rejects.toMatchObject({
      name: 'ServiceUnreachable',
      reason: 'no answer within 50 ms',
    });
  });

  it('stops when the caller aborts', async () => {
    const stop = new AbortController();
    const reason = new Error('enough');
    service.answer((_request, reply) => {
      reply.hijack();
      stop.abort(reason);
    });
    await expect(churn.get('/churn/features', { signal: stop.signal })).rejects.toBe(reason);
  });
});
