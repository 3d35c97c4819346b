import { JobsService } from '#common';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parquetReadObjects } from 'hyparquet';
import { BUCKET_KEYS, ScriptedBucket } from '../../support/scripted-bucket.js';
import { until } from '../../support/until.js';
import { loadPopulation, startChurnService } from './running-churn-service.js';
import type { RunningChurnService } from './running-churn-service.js';

const DAY = '2017-05-12';
const KEY = `scores/snapshot=${DAY}`;

interface Manifest {
  version: number;
  rows: number;
  features: string[];
  parts: { name: string; rows: number; bytes: number; sha256: string }[];
}
type Row = Record<string, string | number | null> & { reasons: { sentence: string }[] };

let folder: string;
let bucket: ScriptedBucket;
let service: RunningChurnService;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lake-'));
  bucket = await ScriptedBucket.start();
  service = await startChurnService({
    CHURN_FEATURE_DAYS: '14',
    CHURN_PUBLISH_FOLDER: folder,
    CHURN_PUBLISH_BUCKET: `${bucket.url}/scores`,
    CHURN_PUBLISH_BUCKET_KEY_ID: BUCKET_KEYS.id,
    CHURN_PUBLISH_BUCKET_SECRET: BUCKET_KEYS.secret,
  });
});

afterAll(async () => {
  await service.stop();
  await bucket.stop();
  await rm(folder, { recursive: true });
});

/** The newest job of publishing has ended so often. */
async function published(times: number): Promise<{ state: string; error: string | null }[]> {
  let jobs: { state: string; error: string | null }[] = [];
  await until(async () => {
    const { body } = await service.ask<typeof jobs>('GET', '/jobs?kind=churn.publish');
    jobs = body.filter(({ state }) => !['queued', 'running'].includes(state));
    return jobs.length === times;
  }, `${times} ended jobs of publishing`);
  return jobs;
}

const manifestOf = (bytes: Buffer): Manifest => JSON.parse(bytes.toString()) as Manifest;
const inFolder = (name: string) => readFile(join(folder, `snapshot=${DAY}`, name));
const rowsOf = async (file: Buffer) =>
  (await parquetReadObjects({ file: Uint8Array.from(file).buffer })) as unknown as Row[];

async function rowsInFolder(): Promise<Row[]> {
  const manifest = manifestOf(await inFolder('manifest.json'));
  expect((await readdir(join(folder, `snapshot=${DAY}`))).sort()).toEqual(
    ['manifest.json', ...manifest.parts.map(({ name }) => name)].sort(),
  );
  const [part] = manifest.parts;
  const file = await inFolder(part!.name);
  expect(createHash('sha256').update(file).digest('hex')).toBe(part!.sha256);
  const rows = await rowsOf(file);
  expect([part!.rows, manifest.rows]).toEqual([rows.length, rows.length]);
  return rows;
}

describe('published scores', () => {
  it('are in folder and bucket after a training, with bounds, reasons and features, as they are served', async () => {
    await loadPopulation(service.database, 600, '2017-04-15', DAY);
    await service.run('/admin/churn/retrain');
    expect(await published(1)).toMatchObject([{ state: 'succeeded' }]);
    const rows = await rowsInFolder();
    const { body } = await service.ask<{ results: { userId: string; score: Record<string, unknown> }[] }>(
      'POST',
      '/churn/batch',
      { body: { userIds: rows.map(({ user_id: id }) => id) } },
    );
    for (const [at, { score }] of body.results.entries()) {
      const row = rows[at]!;
      expect(score).toMatchObject({ probability: expect.closeTo(row.probability as number, 7) as number });
      expect(score.reasons).toEqual(row.reasons);
    }
    expect(rows.every(({ probability_low: low, probability_high: high }) => low! <= high!)).toBe(true);
    expect(rows.some((row) => row.days_from_last_search === null)).toBe(true);
    const manifest = manifestOf(bucket.objects.get(`${KEY}/manifest.json`)!);
    expect(bucket.writes).toEqual([`${KEY}/${manifest.parts[0]!.name}`, `${KEY}/manifest.json`]);
    expect(await rowsOf(bucket.objects.get(bucket.writes[0]!)!)).toEqual(rows);
  });

  it('are not written again while nothing is new', async () => {
    const writes = bucket.writes.length;
    const { id } = await service.app.get(JobsService).start('churn.score', { scheduled: true });
    expect(await service.waitFor(`/jobs/${id}`)).toMatchObject({ result: { scoredUsers: 0 } });
    await published(1);
    expect(bucket.writes).toHaveLength(writes);
  });

  it('leave users out who were excluded, and what was there before, whole or not', async () => {
    const left = join(folder, `.snapshot=${DAY}`);
    await mkdir(left);
    await writeFile(join(left, 'half.parquet'), 'PAR1');
    const rows = await rowsInFolder();
    const gone = rows[0]!.user_id;
    await service.database.query(
      `INSERT INTO excluded_user (user_id, reason, by) VALUES ($1, 'asked', 'hand')`,
      [gone],
    );
    await service.run('/admin/churn/score', { snapshotDate: DAY });
    await published(2);
    const ids = (await rowsInFolder()).map(({ user_id: id }) => id);
    expect(ids).toHaveLength(rows.length - 1);
    expect(ids).not.toContain(gone);
    expect(await readdir(folder)).toEqual([`snapshot=${DAY}`]);
    const { parts } = manifestOf(bucket.objects.get(`${KEY}/manifest.json`)!);
    expect([...bucket.objects.keys()].sort()).toEqual(
      ['manifest.json', ...parts.map(({ name }) => name)].map((name) => `${KEY}/${name}`).sort(),
    );
  });

  it('that a bucket refuses keep the ones from before, say why, and are written by the next scoring', async () => {
    const before = new Map(bucket.objects);
    bucket.writeStatus = 503;
    await service.run('/admin/churn/score', { snapshotDate: DAY });
    const [newest] = await published(3);
    expect(newest).toMatchObject({ state: 'failed' });
    expect(newest!.error).toContain('The bucket of CHURN_PUBLISH_BUCKET cannot be written');
    expect(new Map(bucket.objects)).toEqual(before);
    bucket.writeStatus = 200;
    await service.run('/admin/churn/score', { snapshotDate: DAY });
    await published(4);
    expect(new Set(bucket.objects.keys()).size).toBe(2);
    expect([...bucket.objects.keys()]).not.toEqual([...before.keys()]);
  });
});
