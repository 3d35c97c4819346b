import pg from 'pg';
import { startService } from '../../test/support/running-services.js';
import type { BenchPlatform } from './bench-platform.js';
import { show } from './compare-copy.js';
import { plainSet } from './sample-set.js';
import type { SetShape } from './sample-set.js';
import { sampleStatements } from './statement-sampler.js';

const LIST_LENGTHS = [0, 5_000, 100_000, 1_000_000];
const ERASED_USERS = [1, 5_000];

/** Loads plain logs with lists of erased users of different lengths, none of whom is in the logs, in turns. */
export async function measureErasedList(
  platform: BenchPlatform,
  data: string,
  shape: SetShape,
  rounds: number,
): Promise<void> {
  const logs = await plainSet(data, shape);
  for (let round = 0; round < rounds; round++) {
    for (const length of LIST_LENGTHS) {
      await platform.withService(logs, async (service) => {
        // Hashes of nobody are as good as any.
        await query(
          service.url,
          `INSERT INTO erased_user SELECT DISTINCT hashint8extended(n, 7), 1 FROM generate_series(1, ${length}) n`,
        );
        await query(service.url, "UPDATE revision SET value = value + 1 WHERE name = 'erased users'");
        show(`${length} erased users`, await service.load('.', 'untouched'));
      });
    }
  }
}

/** Erases users of 44 days of loaded logs, from a trained recommender too. */
export async function measureErasure(platform: BenchPlatform, data: string, users: number): Promise<void> {
  const logs = await plainSet(data, { users, from: '2017-03-30', to: '2017-05-12' });
  await platform.withService(logs, async (service) => {
    show('44 days', await service.load('.', 'untouched'));
    const recommender = await startService('recommender', {
      databaseUrl: service.url,
      logsFolder: logs,
      environment: { RECOMMENDER_SEARCH_SECONDS: '0' },
    });
    try {
      await recommender.runJob('/admin/recommender/retrain');
      for (const howMany of ERASED_USERS) {
        const found = await query<{ id: string }>(
          service.url,
          `SELECT user_id AS id FROM user_day WHERE user_id <> 0 GROUP BY user_id ORDER BY md5(user_id::text) LIMIT ${howMany}`,
        );
        const sampler = await sampleStatements(service.url);
        const started = performance.now();
        const { rows } = await service.runJob('/admin/users/erase', { userIds: found.map(({ id }) => id) });
        const seconds = (performance.now() - started) / 1000;
        console.log(`  ${found.length} users: ${seconds.toFixed(1)} s, rows ${JSON.stringify(rows)}`);
        console.log(`    by statement: ${JSON.stringify(await sampler.stop())}`);
      }
    } finally {
      await recommender.stop();
    }
  });
}

async function query<Row>(url: string, sql: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(sql)).rows as Row[];
  } finally {
    await client.end();
  }
}
