import { bucketPlace } from '#common/bucket';
import { appendFileSync } from 'node:fs';
import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { LogBucket } from '../../../apps/ingest-service/src/sources/log-bucket.js';
import { OWN_LOGS } from '../../support/own-logs.js';
import { authorizationOf, BUCKET_KEYS, ScriptedBucket } from '../../support/scripted-bucket.js';
import { until } from '../../support/until.js';
import { ADMIN, READ, startIngestApp } from './ingest-app.js';
import type { IngestApp } from './ingest-app.js';
import { makeLogsFolder, manyPlays, play, removeLogsFolders } from './logs-folder.js';

const archive = (part: number, day = '20170401'): string => `${day}_${part}_play.log.gz`;
const content = (user: number): Buffer => gzipSync(play(user, 2, 3));

let app: IngestApp;
let bucket: ScriptedBucket;

interface Job {
  id: string;
  state: string;
  error: string | null;
  result: { archives: Record<string, number>; passedOver: Record<string, number> } | null;
}

const jobs = async (): Promise<Job[]> => (await app.ask<Job[]>('GET', '/jobs?limit=50', READ)).body;
const plays = async (): Promise<number> =>
  (await app.testDatabase.database.query<{ count: number }>('SELECT count(*)::int FROM play_event'))[0]!
    .count;
const loadBucket = async (): Promise<Job> => (await app.runJob('/admin/ingest/bucket', {})) as unknown as Job;

beforeEach(async () => {
  bucket = await ScriptedBucket.start();
});
afterEach(async () => {
  await app.close();
  await bucket.stop();
});
afterAll(removeLogsFolders);

const settings = (): Record<string, string> => ({
  LOGS_BUCKET: `${bucket.url}/daily/`,
  LOGS_BUCKET_KEY_ID: BUCKET_KEYS.id,
  LOGS_BUCKET_SECRET: BUCKET_KEYS.secret,
});

describe('the logs folder, watched', () => {
  it('is loaded when files come, late ones too, and not again while nothing changes', async () => {
    const logs = await makeLogsFolder({ [archive(1, '20170402')]: content(1) });
    app = await startIngestApp(logs, { LOGS_WATCH_SECONDS: '1' });
    await until(async () => (await plays()) === 1, 'the first archive');
    // A file is complete once it has its name.
    await writeFile(join(logs, '.part'), content(2));
    await rename(join(logs, '.part'), join(logs, archive(1)));
    await until(async () => (await plays()) === 2, 'the archive of an earlier day');
    const before = (await jobs()).length;
    await new Promise((done) => setTimeout(done, 3_500));
    expect(await jobs()).toHaveLength(before);
  });

  it('waits for each file by itself, knows after a restart what it has seen, and reports what never rests', async () => {
    const [growing, whole] = ['20170401_1_play.log', '20170402_1_play.log'];
    const logs = await makeLogsFolder({ [growing]: play(1, 2, 3) });
    // At once: the look of a process that was behind comes after it.
    const appending = setInterval(() => appendFileSync(join(logs, growing), play(1, 2, 3)), 250);
    try {
      app = await startIngestApp(logs, { LOGS_WATCH_SECONDS: '1' });
      await writeFile(join(logs, whole), play(2, 3, 4));
      const days = async (): Promise<object[]> =>
        await app.testDatabase.database.query(
          'SELECT day::text, count(*)::int AS plays FROM play_event GROUP BY 1 ORDER BY 1',
        );
      await until(async () => (await plays()) === 1, 'the file that rests');
      expect(await days()).toEqual([{ day: '2017-04-02', plays: 1 }]);
      const before = (await jobs()).length;
      await app.app.close();
      const { testDatabase } = app;
      await testDatabase.database.query(
        "UPDATE seen_log SET changing_since = now() - interval '2 hours' WHERE changing_since IS NOT NULL",
      );
      app = await startIngestApp(logs, { LOGS_WATCH_SECONDS: '1' }, () => Promise.resolve(testDatabase));
      const reported = 'SELECT place FROM seen_log WHERE is_reported';
      await until(async () => (await testDatabase.database.query(reported)).length === 1, 'the report');
      expect(await testDatabase.database.query(reported)).toEqual([{ place: join(logs, growing) }]);
      expect(await jobs()).toHaveLength(before);
      clearInterval(appending);
      await until(async () => (await days()).length === 2, 'the file that has come to rest');
    } finally {
      clearInterval(appending);
    }
  });
});

describe('the bucket', () => {
  it('is signed for as AWS publishes it', () => {
    // Test suite of Signature Version 4, case get-vanilla-query-order-key-case.
    const request = {
      method: 'GET',
      path: '/',
      query: [
        ['Param2', 'value2'],
        ['Param1', 'value1'],
      ] as [string, string][],
      headers: { host: 'example.amazonaws.com', 'x-amz-date': '20150830T123600Z' },
      payloadHash: 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    };
    expect(
      authorizationOf(request, ['host', 'x-amz-date'], { region: 'us-east-1', service: 'service' }),
    ).toBe(
      'AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, ' +
        'SignedHeaders=host;x-amz-date, Signature=b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500',
    );
  });

  it('is loaded below its prefix, once, and what is new or changed by the next load', async () => {
    for (const part of [1, 2, 3]) bucket.objects.set(`daily/${archive(part)}`, content(part));
    bucket.objects.set(`other/${archive(4)}`, content(4));
    app = await startIngestApp(await makeLogsFolder({}), settings());
    expect((await loadBucket()).result?.archives).toMatchObject({ loaded: 3, refused: 0 });
    expect(await plays()).toBe(3);
    const reads = bucket.reads.length;
    expect((await loadBucket()).result?.archives).toMatchObject({ loaded: 0, unchanged: 0 });
    expect(bucket.reads).toHaveLength(reads);

    bucket.objects.set(`daily/${archive(1)}`, gzipSync(play(1, 2, 3) + play(9, 2, 3)));
    // Its key comes before those that are loaded.
    bucket.objects.set(`daily/2016/${archive(1, '20161231')}`, content(5));
    bucket.objects.set('daily/notes.txt', Buffer.from('no log'));
    const beside = ['_SUCCESS', '2016/_temporary/0/x.log', '2016/x.md5', '2016/'];
    for (const key of beside) bucket.objects.set(`daily/${key}`, Buffer.alloc(key.endsWith('/') ? 0 : 1));
    expect((await loadBucket()).result).toMatchObject({
      archives: { loaded: 2, refused: 1 },
      passedOver: { '_*': 2, '*.md5': 1 },
    });
    expect(await plays()).toBe(5);
  });

  it('is read on where a connection was cut, byte for byte', async () => {
    const whole = Buffer.from(manyPlays(1, 20_000));
    bucket.objects.set('daily/20170401_1_play.log', whole);
    bucket.cuts = { left: 20, afterBytes: 10_007 };
    app = await startIngestApp(await makeLogsFolder({}), settings());
    expect(await loadBucket()).toMatchObject({ state: 'succeeded', result: { archives: { loaded: 1 } } });
    expect(bucket.reads.filter(([, from]) => from > 0).length).toBeGreaterThanOrEqual(10);
    expect(await plays()).toBe(20_000);
  });

  it('is read again where an answer has no bytes', async () => {
    bucket.objects.set(`daily/${archive(1)}`, content(1));
    bucket.emptyReads = 2;
    app = await startIngestApp(await makeLogsFolder({}), settings());
    expect((await loadBucket()).result?.archives).toMatchObject({ loaded: 1 });
    expect(bucket.reads).toHaveLength(3);
  });

  it('is listed from a key on', async () => {
    for (const part of [1, 2, 3]) bucket.objects.set(`daily/${archive(part)}`, content(part));
    app = await startIngestApp(await makeLogsFolder({}), settings());
    const place = bucketPlace({ LOGS_BUCKET_REGION: 'us-east-1', ...settings() }, 'LOGS_BUCKET')!;
    const source = new LogBucket(place, [], new AbortController().signal);
    const whole = await source.list();
    expect(whole).toMatchObject({ objects: { length: 3 }, lastKey: `daily/${archive(3)}` });
    const rest = await source.list(`daily/${archive(1)}`);
    expect(rest).toMatchObject({ objects: { length: 2 }, lastKey: `daily/${archive(3)}` });
    expect(await source.list(rest.lastKey!)).toMatchObject({ objects: [], lastKey: rest.lastKey });
  });

  it('of which objects change between list and read loads the others', async () => {
    bucket.objects.set(`daily/${archive(1)}`, Buffer.concat([content(1), Buffer.alloc(100_000)]));
    bucket.objects.set(`daily/${archive(2)}`, content(2));
    bucket.cuts = { left: 1, afterBytes: 10 };
    app = await startIngestApp(await makeLogsFolder({}), settings());
    const loading = loadBucket();
    await until(() => bucket.reads.length === 1, 'the first read');
    bucket.objects.set(`daily/${archive(1)}`, content(3));
    expect((await loading).result?.archives).toMatchObject({ loaded: 1, refused: 0 });
    expect((await loadBucket()).result?.archives).toMatchObject({ loaded: 1 });
    expect(await plays()).toBe(2);
  });

  it('that refuses the key fails the job with what to check, and shows no secret', async () => {
    app = await startIngestApp(await makeLogsFolder({}), {
      ...settings(),
      LOGS_BUCKET_SECRET: 'wrong-secret',
    });
    const job = await loadBucket();
    expect(job.state).toBe('failed');
    expect(job.error).toMatch(/LOGS_BUCKET_KEY_ID/);
    expect(JSON.stringify(await app.ask('GET', '/settings', ADMIN))).not.toContain('wrong-secret');
  });

  it('is not needed: without one the request says which setting names it', async () => {
    app = await startIngestApp(await makeLogsFolder({}));
    expect(await app.ask('POST', '/admin/ingest/bucket', ADMIN, {})).toMatchObject({
      status: 404,
      body: { code: 'bucket_not_set' },
    });
  });

  it('may have files of another service, with ids of any text', async () => {
    for (const [name, text] of Object.entries(OWN_LOGS['spotify-extended']!))
      bucket.objects.set(`daily/${name}`, Buffer.from(text));
    const mapping = { LOGS_MAPPING: 'spotify-extended' };
    app = await startIngestApp(await makeLogsFolder({}), { ...settings(), ...mapping });
    expect((await loadBucket()).result?.archives).toMatchObject({ loaded: 1, refused: 0 });
    const { body } = await app.ask<{ days: { plays: number }[] }>('GET', '/ingest/users/ann/days', READ);
    expect(body.days.reduce((sum, { plays: count }) => sum + count, 0)).toBe(2);
  });

  it('has columns in its keys', async () => {
    const mapping = 'name: lake\nrecords: csv\nuser: path.user\nsong: s\ntime: path.dt\n';
    const logs = await makeLogsFolder({ 'lake.yaml': mapping });
    for (const [user, day] of [
      ['ann', '02'],
      ['bob', '03'],
    ] as const)
      bucket.objects.set(`daily/dt=2020-01-${day}/user=${user}/part-0.csv`, Buffer.from('s\ns1\n'));
    app = await startIngestApp(logs, { ...settings(), LOGS_MAPPING: join(logs, 'lake.yaml') });
    expect((await loadBucket()).result?.archives).toMatchObject({ loaded: 2, refused: 0 });
    const { body } = await app.ask('GET', '/ingest/users/bob/days', READ);
    expect(body).toMatchObject({ days: [{ day: '2020-01-03', plays: 1 }] });
    expect((await loadBucket()).result?.archives).toMatchObject({ loaded: 0, unchanged: 0 });
    // Another mapping is another reading of objects that were fetched.
    await writeFile(join(logs, 'lake.yaml'), mapping.replace('song: s', 'song: { constant: other }'));
    expect((await loadBucket()).result?.archives).toMatchObject({ loaded: 2 });
    expect(await plays()).toBe(2);
  });

  it('is loaded by itself when it is watched', async () => {
    app = await startIngestApp(await makeLogsFolder({}), { ...settings(), LOGS_WATCH_SECONDS: '1' });
    // One object more at each look holds up none: each is whole.
    let part = 0;
    const adding = setInterval(() => {
      part++;
      bucket.objects.set(`daily/${archive(part)}`, content(part));
    }, 700);
    await until(async () => (await plays()) > 2, 'some of the objects').finally(() => clearInterval(adding));
    await until(async () => (await plays()) === part, 'all objects');
  });
});
