import { ingestClient } from '#clients';
import type { IngestClient } from '#clients';
import { broken, events, ok, refused, ScriptedService } from '../../support/scripted-service.js';

const service = new ScriptedService();
let ingest: IngestClient;

beforeAll(async () => {
  await service.start();
  ingest = ingestClient({ url: service.url, key: 'a-key' });
});

afterAll(async () => {
  await service.stop();
});

const JOB = { id: '0199a1b2-7c3d-7e4f-8a5b-6c7d8e9f0a1b' };
const STREAM = `/jobs/${JOB.id}/stream`;
const LATER = { 'retry-after': '0' };
const event = (id: number, state: string): string => `id: ${id}\ndata: {"state":"${state}"}\n\n`;

async function wait(options: { signal?: AbortSignal; patienceMs?: number } = {}) {
  const seen: string[] = [];
  const onProgress = ({ state }: { state: string }): number => seen.push(state);
  const job = await ingest.waitForJob(JOB, { ...options, onProgress });
  return { seen, ended: job.state };
}

describe('waiting for a job', () => {
  it('tells its progress, and how it ended', async () => {
    service.answer(events(event(1, 'queued') + ': heartbeat\n\n' + event(2, 'running') + event(3, 'failed')));
    expect(await wait()).toEqual({ seen: ['queued', 'running', 'failed'], ended: 'failed' });
  });

  it('goes on where a broken stream ended, through lost connections and refusals for now', async () => {
    service.answer(
      events(event(1, 'running') + event(2, 'running') + 'id: 3\ndata: {"sta', 'broken'),
      broken,
      refused(503, {}, LATER),
      refused(429, {}, LATER),
      events(event(3, 'succeeded')),
    );
    expect(await wait()).toEqual({ seen: ['running', 'running', 'succeeded'], ended: 'succeeded' });
    expect(service.asked.map(({ url, headers }) => [url, headers['last-event-id']])).toEqual([
      [STREAM, undefined],
      ...[1, 2, 3, 4].map(() => [STREAM, '2']),
    ]);
  });

  it('asks for the job when the stream ended without its end', async () => {
    service.answer(events(event(1, 'running')), ok({ state: 'cancelled' }));
    expect(await wait()).toEqual({ seen: ['running', 'cancelled'], ended: 'cancelled' });
  });

  it('asks for the job when there is nothing to stream, or an error instead of a job', async () => {
    service.answer(
      events('event: error\ndata: Internal server error\n\n'),
      ok({ state: 'running' }),
      (_request, reply) => reply.status(204).send(),
      ok({ state: 'succeeded' }),
    );
    expect(await wait()).toEqual({ seen: ['running', 'succeeded'], ended: 'succeeded' });
  });

  it('is refused at once when the job is unknown or the key is wrong', async () => {
    service.answer(refused(404, { code: 'job_unknown' }));
    await expect(wait()).rejects.toMatchObject({ name: 'ServiceProblem', code: 'job_unknown' });
    expect(service.asked).toHaveLength(1);
  });

  it('is given up when the service stays away', async () => {
    service.answer(broken);
    await expect(wait({ patienceMs: 300 })).rejects.toMatchObject({ name: 'ServiceUnreachable' });
    expect(service.asked.length).toBeGreaterThan(1);
  });

  it('stops when it is aborted, and when the listener throws', async () => {
    const stop = new AbortController();
    const reason = new Error('enough');
    service.answer((_request, reply) => {
      reply.hijack();
      reply.raw.writeHead(200, { 'content-type': 'text/event-stream' });
      reply.raw.write(event(1, 'running'));
    });
    const onProgress = (): void => stop.abort(reason);
    await expect(ingest.waitForJob(JOB, { onProgress, signal: stop.signal })).rejects.toBe(reason);
    const broke = (): never => {
      throw reason;
    };
    await expect(ingest.waitForJob(JOB, { onProgress: broke })).rejects.toBe(reason);
  });
});
