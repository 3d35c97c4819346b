import { advisoryLock, createDataSource, installJobQueue } from '#common';
import { migrations } from './index.js';

/** Brings a database to the newest schema. Safe to run again and from several processes at once. */
export async function migrate(databaseUrl: string): Promise<{ applied: string[] }> {
  const dataSource = createDataSource({ url: databaseUrl, applicationName: 'migrations', migrations });
  await dataSource.initialize();
  const lock = dataSource.createQueryRunner();
  try {
    // Two starts at once wait for each other here. The lock is one of a transaction, since behind a pooler a session may have no end.
    await lock.startTransaction();
    await lock.query(`/* migrations.lock */ SELECT ${advisoryLock('migrations')}`);
    const applied = await dataSource.runMigrations({ transaction: 'each' });
    await installJobQueue(databaseUrl);
    await lock.commitTransaction();
    return { applied: applied.map((migration) => migration.name) };
  } finally {
    // Closing the connection frees the lock in any case.
    await lock.release();
    await dataSource.destroy();
  }
}
