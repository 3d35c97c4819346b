import { migrate } from '#migrations';
import { JOB_QUEUES } from '../../../migrations/job-queues.js';
import { useTestDatabase } from '../../support/test-database.js';

const test = useTestDatabase();

beforeAll(async () => {
  await test.database.query('DROP SCHEMA public, job_queue CASCADE; CREATE SCHEMA public');
});

it('runs each migration once when several processes begin at the same time, and none later', async () => {
  const runs = await Promise.all([migrate(test.url), migrate(test.url), migrate(test.url)]);
  const applied = runs.map((run) => run.applied.length).sort((a, b) => a - b);
  const [{ count }] = (await test.database.query<{ count: number }>(
    'SELECT count(*)::int AS count FROM schema_migration',
  )) as [{ count: number }];
  expect(applied).toEqual([0, 0, count]);
  expect(count).toBeGreaterThan(0);
  const queues = await test.database.query<{ name: string }>(
    'SELECT name FROM job_queue.queue ORDER BY name',
  );
  expect(queues.map(({ name }) => name)).toEqual(JOB_QUEUES.map(({ kind }) => kind).toSorted());
  expect(await migrate(test.url)).toEqual({ applied: [] });
});

it('refuses a database that another commit made, says what to do, and changes nothing', async () => {
  await test.database.query("UPDATE schema_migration SET name = 'Other1700000000001' WHERE id = 1");
  await expect(migrate(test.url)).rejects.toThrow(
    /^The database was made by another commit \(its migration Other1700000000001 is not known here\).*: use an empty database/,
  );
  expect(await test.database.query('SELECT name FROM schema_migration WHERE id = 1')).toEqual([
    { name: 'Other1700000000001' },
  ]);
});
