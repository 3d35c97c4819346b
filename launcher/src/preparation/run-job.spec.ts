import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { runJob } from './run-job.js';
import { ServiceClient } from './service-client.js';

interface Reply {
  status: number;
  body: object;
}

const PATH = '/admin/ingest/archives';
const REQUEST = { title: 'The load', service: 'ingest', path: PATH, body: { path: '.' } } as const;
const LOST = 'The process that ran this job ended before it was done.';

const accepted = (id: string): Reply => ({ status: 202, body: { id } });
const busy = (jobId: string): Reply => ({ status: 409, body: { jobId } });
const unavailable: Reply = { status: 503, body: { detail: 'Later.' } };
const ended = (state: string, error: string | null = null): Reply => ({
  status: 200,
  body: { kind: 'ingest', state, error, progress: { step: 'loading', fraction: null, detail: {} } },
});

describe('a job that the launcher asks for', () => {
  let server: Server;
  let replies: Reply[];
  let said: string[];
  let requests: string[];

  beforeEach(async () => {
    said = [];
    requests = [];
    server = createServer((request, response) => {
      requests.push(`${request.method!} ${request.url!}`);
      const { status, body } = replies.shift()!;
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  });

  afterEach(async () => {
    server.closeAllConnections();
    await new Promise((done) => server.close(done));
  });

  async function run(answers: Reply[], interruptions = (): number => 0): Promise<void> {
    replies = answers;
    const { port } = server.address() as AddressInfo;
    const url = `http://127.0.0.1:${port}`;
    const stop = new AbortController().signal;
    const client = new ServiceClient({ ingest: url, churn: url, recommender: url }, 'key', stop);
    const say = (line: string): void => void said.push(line);
    await runJob(REQUEST, { client, interruptions, onProgress: () => undefined, say, stop });
    expect(replies).toEqual([]);
  }

  it('is followed to its end, through answers that say: not now', async () => {
    await run([unavailable, accepted('a'), unavailable, ended('running'), ended('succeeded')]);
    const get = 'GET /jobs/a';
    expect(requests).toEqual([`POST ${PATH}`, `POST ${PATH}`, get, get, get]);
    expect(said).toEqual([]);
  });

  it.each([
    ['The sample must have days.', 'failed'],
    [null, 'cancelled'],
  ])('is not repeated when it failed by itself: %s', async (error, state) => {
    await expect(run([accepted('a'), ended(state, error)])).rejects.toThrow(
      error ?? 'The job ingest was cancelled.',
    );
  });

  it.each([[LOST], ['The database cannot be reached just now.']])(
    'is asked for again after: %s',
    async (error) => {
      await run([accepted('a'), ended('failed', error), accepted('b'), ended('succeeded')]);
      expect(requests.at(-1)).toBe('GET /jobs/b');
      expect(said).toEqual([`The load was interrupted (${error}); attempt 2 of 5 begins.`]);
    },
  );

  it('is asked for again whatever the reason when a process ended meanwhile, five times at most', async () => {
    let ends = 0;
    const replies = Array.from({ length: 5 }, () => [accepted('a'), ended('failed', 'Odd.')]).flat();
    await expect(run(replies, () => ends++)).rejects.toThrow(
      'it was interrupted 5 times, the last time by: Odd.',
    );
    expect(said).toHaveLength(4);
  });

  it('is asked for again when the one that was joined was left by a killed start', async () => {
    await run([busy('old'), ended('failed', 'Odd.'), accepted('new'), ended('succeeded')]);
    expect(requests).toEqual([`POST ${PATH}`, 'GET /jobs/old', `POST ${PATH}`, 'GET /jobs/new']);
  });

  it('is refused with the reason of the service', async () => {
    await expect(run([{ status: 400, body: { detail: 'No such folder.' } }])).rejects.toThrow(
      `The ingest service refused ${PATH} (status 400): No such folder.`,
    );
  });
});
