import { ok, refused, ScriptedService } from '../../../test/support/scripted-service.js';
import type { Handler } from '../../../test/support/scripted-service.js';
import { PlatformClient } from './platform-client.js';
import { runJob } from './run-job.js';

const PATH = '/admin/ingest/archives';
const LOST = 'The process that ran this job ended before it was done.';

const accepted = (id: string): Handler => ok({ id });
const busy = (jobId: string): Handler => refused(409, { jobId });
const unavailable = refused(503, {}, { 'retry-after': '0' });

const job = (state: string, error: string | null = null): Handler =>
  ok({ kind: 'ingest', state, error, progress: { step: 'loading', fraction: null, detail: {} } });

describe('a job that the launcher asks for', () => {
  const service = new ScriptedService();
  let said: string[];

  beforeAll(() => service.start());
  beforeEach(() => (said = []));
  afterAll(() => service.stop());

  async function run(answers: Handler[], interruptions = (): number => 0): Promise<void> {
    service.answer(...answers);
    const { url } = service;
    const urls = { ingest: url, churn: url, recommender: url };
    const client = new PlatformClient(urls, 'key', new AbortController().signal);
    const say = (line: string): void => void said.push(line);
    const onProgress = (): void => undefined;
    await runJob('ingest', { client, interruptions, onProgress, say });
    expect(service.asked).toHaveLength(answers.length);
  }

  const requests = (): string[] => service.asked.map(({ method, url }) => `${method} ${url}`);

  it('is followed to its end, through answers that say: not now', async () => {
    await run([unavailable, accepted('a'), unavailable, job('running'), job('succeeded')]);
    const get = 'GET /jobs/a';
    expect(requests()).toEqual([`POST ${PATH}`, `POST ${PATH}`, get, get, get]);
    expect(said).toEqual([]);
  });

  it.each([
    ['The sample must have days.', 'failed'],
    [null, 'cancelled'],
  ])('is not repeated when it failed by itself: %s', async (error, state) => {
    await expect(run([accepted('a'), job(state, error)])).rejects.toThrow(
      error ?? 'The job ingest was cancelled.',
    );
  });

  it.each([[LOST], ['The database cannot be reached just now.']])(
    'is asked for again after: %s',
    async (error) => {
      await run([accepted('a'), job('failed', error), accepted('b'), job('succeeded')]);
      expect(requests().at(-1)).toBe('GET /jobs/b');
      expect(said).toEqual([`The load was interrupted (${error}); attempt 2 of 5 begins.`]);
    },
  );

  it('is asked for again whatever the reason when a process ended meanwhile, five times at most', async () => {
    let ends = 0;
    const replies = Array.from({ length: 5 }, () => [accepted('a'), job('failed', 'Odd.')]).flat();
    await expect(run(replies, () => ends++)).rejects.toThrow(
      'it was interrupted 5 times, the last time by: Odd.',
    );
    expect(said).toHaveLength(4);
  });

  it('is asked for again when the one that was joined was left by a killed start', async () => {
    await run([busy('old'), job('failed', 'Odd.'), accepted('new'), job('succeeded')]);
    expect(requests()).toEqual([`POST ${PATH}`, 'GET /jobs/old', `POST ${PATH}`, 'GET /jobs/new']);
  });

  it('is refused with the reason of the service', async () => {
    await expect(run([refused(400, { detail: 'No such folder.' })])).rejects.toThrow(
      'POST /admin/ingest/archives was refused (400 some_code): No such folder.',
    );
  });
});
