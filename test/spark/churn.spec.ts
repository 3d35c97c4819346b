import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { population, startChurnService } from '../medium/churn-service/running-churn-service.js';
import type { RunningChurnService } from '../medium/churn-service/running-churn-service.js';
import {
  createDays,
  dayAfter,
  daysBetween,
  insertUserDays,
  markLoaded,
} from '../medium/churn-service/user-days.js';
import { SMALL } from './spark-place.js';

const FIRST = '2017-02-10';
const BUSY = '2017-03-30';
const LAST = '2017-05-12';

interface StoredScores {
  user_id: string;
  probability: number;
  margin: number;
  features: Buffer;
}

describe('scoring everybody in Spark', () => {
  const folder = mkdtempSync(join(tmpdir(), 'spark-churn-'));
  let service: RunningChurnService;

  beforeAll(async () => {
    service = await startChurnService({
      ...SMALL,
      SPARK_CONF: SMALL.SPARK_CONF.join(' '),
      SPARK_FOLDER: folder,
      CHURN_SNAPSHOTS: '1',
    });
    const { database } = service;
    await createDays(database, FIRST, LAST);
    await markLoaded(database, daysBetween(FIRST, LAST));
    // Some came before the feature window too: their history is longer.
    await insertUserDays(database, population(100, FIRST, dayAfter(BUSY, -1)));
    await insertUserDays(database, population(900, BUSY, LAST));
    // Sketches with bits anywhere; some days have no singers.
    await database.query(`UPDATE user_day SET
      song_sketch = ('x' || md5(user_id::text || day) || md5(day || user_id::text))::bit(256),
      singer_sketch = CASE WHEN user_id % 7 = 0 THEN NULL ELSE ('x' || md5(user_id || 'a' || day) || md5(day || 'b'))::bit(256) END
      WHERE distinct_songs > 0`);
    await database.query(
      "INSERT INTO excluded_user (user_id, reason) SELECT min(user_id), 'test' FROM user_day",
    );
    const { result } = await service.run('/admin/churn/retrain');
    expect([result['state'], result['gate']]).toEqual(['live', expect.anything()]);
  });

  afterAll(async () => {
    await service.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  async function scoredBy(engine: 'service' | 'spark'): Promise<StoredScores[]> {
    const job = await service.run<{ scoredUsers: number }>('/admin/churn/score', { engine });
    expect(job).toMatchObject({ state: 'succeeded' });
    const rows = await service.database.query<StoredScores>(
      `SELECT user_id, probability, margin, features FROM churn_score WHERE snapshot_date = $1 ORDER BY user_id`,
      [LAST],
    );
    expect(rows).toHaveLength(job.result.scoredUsers);
    return rows;
  }

  const checksum = (rows: StoredScores[]): string => {
    const hash = createHash('sha256');
    for (const { user_id, features } of rows) hash.update(`${user_id} `).update(features);
    return hash.digest('hex');
  };

  /** Places of the features that differ, with the first two values. */
  function differing(there: StoredScores[], here: StoredScores[]): string[] {
    const found = new Map<number, string>();
    there.forEach(({ features }, row) => {
      for (let at = 0; at < features.length; at += 4) {
        const [one, other] = [features.readFloatLE(at), here[row]!.features.readFloatLE(at)];
        if (!Object.is(one, other) && !found.has(at)) found.set(at, `feature ${at / 4}: ${one} for ${other}`);
      }
    });
    return [...found.values()];
  }

  it('gives the features of PostgreSQL by checksum, and the scores of the service to 1e-6', async () => {
    const here = await scoredBy('service');
    expect(here.length).toBeGreaterThan(500);
    const there = await scoredBy('spark');
    expect(there.map(({ user_id }) => user_id)).toEqual(here.map(({ user_id }) => user_id));
    expect(differing(there, here)).toEqual([]);
    expect(checksum(there)).toBe(checksum(here));
    there.forEach(({ probability }, n) => {
      expect(Math.abs(probability - here[n]!.probability)).toBeLessThan(1e-6);
    });
    expect(readdirSync(folder).every((name) => name.endsWith('.log'))).toBe(true);
  });
});
