import { jest } from '@jest/globals';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadPopulation } from '../medium/churn-service/running-churn-service.js';
import { writeListening } from '../medium/recommender-service/listening-log.js';
import { SMALL, threeTastes } from '../medium/recommender-service/running-recommender.js';
import { startService } from '../support/running-services.js';
import { BUCKET_KEYS, ScriptedBucket } from '../support/scripted-bucket.js';
import { stallPublishing } from '../support/stalled-publishing.js';
import type { ServiceProcess } from '../support/service-process.js';
import { createTestDatabase } from '../support/test-database.js';
import type { TestDatabase } from '../support/test-database.js';
import { until } from '../support/until.js';

jest.setTimeout(300_000);

const DAY = '2017-05-12';
const KEY = `scores/snapshot=${DAY}`;

interface Manifest {
  rows: number;
  parts: { name: string; rows: number; sha256: string }[];
}

/** The manifest of a folder all of whose files are there as it says; null without a manifest. */
function wholeFolder(read: (name: string) => Buffer | null): Manifest | null {
  const text = read('manifest.json');
  if (text === null) return null;
  const manifest = JSON.parse(text.toString()) as Manifest;
  for (const { name, sha256 } of manifest.parts)
    expect(createHash('sha256').update(read(name)!).digest('hex')).toBe(sha256);
  expect(manifest.rows).toBe(manifest.parts.reduce((sum, { rows }) => sum + rows, 0));
  return manifest;
}

describe('publishing of scores that is killed behind its first file', () => {
  let prepared: TestDatabase;
  let bucket: ScriptedBucket;
  let folder: string;
  let service: ServiceProcess;

  const inFolder = () =>
    wholeFolder((name) => {
      const path = join(folder, `snapshot=${DAY}`, name);
      return existsSync(path) ? readFileSync(path) : null;
    });
  const inBucket = () => wholeFolder((name) => bucket.objects.get(`${KEY}/${name}`) ?? null);
  const places = {
    folder: { whole: inFolder, environment: () => ({ CHURN_PUBLISH_FOLDER: folder }) },
    bucket: {
      whole: inBucket,
      environment: () => ({
        CHURN_PUBLISH_BUCKET: `${bucket.url}/scores`,
        CHURN_PUBLISH_BUCKET_KEY_ID: BUCKET_KEYS.id,
        CHURN_PUBLISH_BUCKET_SECRET: BUCKET_KEYS.secret,
      }),
    },
  };
  const start = async (settings: Record<string, string>) => {
    const environment = {
      CHURN_FEATURE_DAYS: '14',
      CHURN_TRAINING_THREADS: '1',
      CHURN_MODELS: 'logistic-regression',
      CHURN_SNAPSHOTS: '1',
      ...settings,
    };
    service = await startService('churn', { databaseUrl: prepared.url, logsFolder: '.', environment });
  };
  const score = () => service.runJob('/admin/churn/score', { snapshotDate: DAY });

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'lake-'));
    bucket = await ScriptedBucket.start();
    prepared = await createTestDatabase();
    await loadPopulation(prepared.database, 400, '2017-04-15', DAY);
    await start({});
    await service.runJob('/admin/churn/retrain');
    await service.stop();
  });

  afterAll(async () => {
    await service.kill();
    await prepared.drop();
    await bucket.stop();
    rmSync(folder, { recursive: true });
  });

  it.each(['folder', 'bucket'] as const)(
    'leaves what was there before in a %s, and the next scoring writes the whole',
    async (place) => {
      const { whole, environment } = places[place];
      await start(environment());
      await score();
      await until(() => whole() !== null, 'the first scores');
      const earlier = whole()!;
      const stalled = await stallPublishing(prepared.database, 1);
      await score();
      await stalled.reached();
      await service.kill();
      await stalled.end();
      expect(whole()).toEqual(earlier);
      await start(environment());
      const { scoredUsers } = await score();
      await until(() => whole()?.parts[0]!.name !== earlier.parts[0]!.name, 'the scores');
      expect(whole()!.rows).toBe(scoredUsers);
      await until(
        async () =>
          (await prepared.database.query('SELECT FROM published_folder WHERE NOT is_whole')).length === 0,
        'the end of the job',
      );
      await service.stop();
      expect(readdirSync(folder)).toEqual([`snapshot=${DAY}`]);
      if (place === 'bucket')
        expect([...bucket.objects.keys()].sort()).toEqual(
          ['manifest.json', ...inBucket()!.parts.map(({ name }) => name)]
            .map((name) => `${KEY}/${name}`)
            .sort(),
        );
    },
  );
});

describe('lists in bulk that are killed half-way', () => {
  let test: TestDatabase;
  let bucket: ScriptedBucket;
  let folder: string;
  let service: ServiceProcess;

  const start = async () => {
    const environment = {
      ...SMALL,
      RECOMMENDER_LISTS_FOLDER: folder,
      RECOMMENDER_LISTS_BUCKET: `${bucket.url}/lists`,
      RECOMMENDER_LISTS_BUCKET_KEY_ID: BUCKET_KEYS.id,
      RECOMMENDER_LISTS_BUCKET_SECRET: BUCKET_KEYS.secret,
      RECOMMENDER_LISTS_PART_USERS: '25',
    };
    service = await startService('recommender', { databaseUrl: test.url, logsFolder: '.', environment });
  };

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'lists-'));
    bucket = await ScriptedBucket.start();
    test = await createTestDatabase();
    const songs = Array.from({ length: 60 }, (_, n) => ({ song: String(1000 + n), seconds: 200 }));
    await writeListening(test.database, { songs, plays: threeTastes(), downloads: [] });
    await start();
    await service.runJob('/admin/recommender/retrain');
  });

  afterAll(async () => {
    await service.kill();
    await test.drop();
    await bucket.stop();
    rmSync(folder, { recursive: true });
  });

  it.each(['folder', 'bucket'])('are not there in a %s, and are finished when asked again', async (to) => {
    const body = { name: 'weekly', to };
    const inFolder = join(folder, 'lists=weekly');
    const inBucket = (name: string) => bucket.objects.get(`lists/lists=weekly/${name}`) ?? null;
    // The first file is recorded then, and the second is there.
    const stalled = await stallPublishing(test.database, 2);
    await service.startJob('/admin/recommender/lists', body);
    await stalled.reached();
    await service.kill();
    await stalled.end();
    expect([existsSync(inFolder), inBucket('manifest.json')]).toEqual([to === 'bucket', null]);
    const beside = join(folder, '.lists=weekly');
    const before = to === 'bucket' ? [] : readdirSync(beside).map((name) => [name, nodeOf(beside, name)]);
    await start();
    const { files, rows } = await service.runJob('/admin/recommender/lists', body);
    const [first] = files as string[];
    expect(files).toHaveLength(4);
    if (to === 'folder') expect(before).toContainEqual([first, nodeOf(inFolder, first!)]);
    else expect(bucket.writes.filter((key) => key.endsWith(first!))).toHaveLength(1);
    const manifest = wholeFolder(to === 'bucket' ? inBucket : (name) => readFileSync(join(inFolder, name)));
    expect([manifest!.rows, manifest!.parts.length]).toEqual([rows, 4]);
  });
});

/** What a file is, whatever it is called. */
const nodeOf = (folder: string, name: string): number => statSync(join(folder, name)).ino;
