import { advisoryLock, createDataSource, installJobQueue } from '#common';
import { migrations } from './index.js';

/** Brings a database to the newest schema. Safe to run again and from several processes at once. */
export async function migrate(databaseUrl: string): Promise<{ applied: string[] }> {
  const dataSource = createDataSource({ url: databaseUrl, applicationName: 'migrations', migrations });
  await dataSource.initialize();
  const lock = dataSource.createQueryRunner();
  try {
    // Two starts at once wait for each other here.
    await lock.query(`/* migrations.lock */ SELECT ${advisoryLock('migrations', '0', 'pg_advisory_lock')}`);
    const applied = await dataSource.runMigrations({ transaction: 'each' });
    await installJobQueue(databaseUrl);
    return { applied: applied.map((migration) => migration.name) };
  } finally {
    // Closing the connection frees the lock.
    await lock.release();
    await dataSource.destroy();
  }
}
