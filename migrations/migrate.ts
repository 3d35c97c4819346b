import { advisoryLock, createDataSource, installJobQueue } from '#common';
import type { DataSource } from 'typeorm';
import { JOB_QUEUES } from './job-queues.js';
import { migrations } from './index.js';

/** The database was made by an earlier commit, whose tables no migration changes into those of this one. */
export class EarlierDatabase extends Error {}

/**
 * Brings a database to the newest schema. Safe to run again and from several processes at once.
 * @throws EarlierDatabase; nothing was changed then
 */
export async function migrate(databaseUrl: string): Promise<{ applied: string[] }> {
  const dataSource = createDataSource({ url: databaseUrl, applicationName: 'migrations', migrations });
  await dataSource.initialize();
  try {
    // Two starts at once wait for each other here. The lock is one of a transaction: behind a pooler a
    // session may have no end.
    return await dataSource.transaction(async (lock) => {
      await lock.query(`/* migrations.lock */ SELECT ${advisoryLock('migrations')}`);
      await refuseEarlier(dataSource);
      const applied = await dataSource.runMigrations({ transaction: 'each' });
      await installJobQueue(databaseUrl, JOB_QUEUES);
      return { applied: applied.map((migration) => migration.name) };
    });
  } finally {
    await dataSource.destroy();
  }
}

async function refuseEarlier(dataSource: DataSource): Promise<void> {
  const [found] = await dataSource.query<{ exists: boolean }[]>(
    `/* migrations.exist */ SELECT to_regclass('schema_migration') IS NOT NULL AS exists`,
  );
  if (!found!.exists) return;
  const applied = await dataSource.query<{ name: string }[]>(
    '/* migrations.applied */ SELECT name FROM schema_migration ORDER BY id',
  );
  const known = dataSource.migrations.map(({ name }) => name);
  const unknown = applied.find(({ name }) => !known.includes(name));
  if (unknown === undefined) return;
  throw new EarlierDatabase(
    `The database was made by another commit (its migration ${unknown.name} is not known here), and no version was released whose databases are upgraded: use an empty database and load the archives again, or go back to that commit.`,
  );
}
