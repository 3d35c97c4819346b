import { ingestClient } from '#clients';
import type { IngestClient } from '#clients';
import { broken, ok, refused, ScriptedService } from '../../support/scripted-service.js';

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
const LATER = { 'retry-after': '0' };
const job = (state: string) => ok({ state });

async function wait(options: { signal?: AbortSignal; patienceMs?: number } = {}) {
  const seen: string[] = [];
  const onProgress = ({ state }: { state: string }): number => seen.push(state);
  const job = await ingest.waitForJob(JOB, { ...options, onProgress });
  return { seen, ended: job.state };
}

describe('waiting for a job', () => {
  it('tells its progress, and how it ended', async () => {
    service.answer(job('queued'), job('running'), job('running'), job('failed'));
    expect(await wait()).toEqual({ seen: ['queued', 'running', 'failed'], ended: 'failed' });
  });

  it('goes on through lost connections and refusals for now', async () => {
    service.answer(
      job('running'),
      broken,
      refused(503, {}, LATER),
      refused(429, {}, LATER),
      job('succeeded'),
    );
    expect(await wait()).toEqual({ seen: ['running', 'succeeded'], ended: 'succeeded' });
    expect(new Set(service.asked.map(({ url }) => url))).toEqual(new Set([`/jobs/${JOB.id}`]));
  });

  it('is refused at once when the job is unknown or the key is wrong', async () => {
    service.answer(refused(404, { code: 'job_unknown' }));
    await expect(wait()).rejects.toMatchObject({ name: 'ServiceProblem', code: 'job_unknown' });
    expect(service.asked).toHaveLength(1);
  });

  it('is given up when the service stays away', async () => {
    service.answer(broken);
    await expect(wait({ patienceMs: 2_000 })).rejects.toMatchObject({ name: 'ServiceUnreachable' });
    expect(service.asked.length).toBeGreaterThan(1);
  });

  it('stops when it is aborted, and when the listener throws', async () => {
    const stop = new AbortController();
    const reason = new Error('enough');
    service.answer(job('running'));
    const onProgress = (): void => stop.abort(reason);
    await expect(ingest.waitForJob(JOB, { onProgress, signal: stop.signal })).rejects.toBe(reason);
    const broke = (): never => {
      throw reason;
    };
    await expect(ingest.waitForJob(JOB, { onProgress: broke })).rejects.toBe(reason);
  });
});
