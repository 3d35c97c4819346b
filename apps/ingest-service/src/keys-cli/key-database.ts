import { createDataSource, Database } from '#common';
import { urlOfRunning } from '#common/embedded-postgres';
import { join } from 'node:path';
import { CommandError } from '../terminal.js';

/**
 * Where the keys are: PostgreSQL by its address, or the embedded one of a platform that runs on this machine.
 */
export interface KeyPlace {
  readonly databaseUrl: string | null;
  readonly dataFolder: string;
}

/** Opens the database for as long as `work` takes. @throws CommandError when there is none */
export async function withKeyDatabase<T>(
  place: KeyPlace,
  work: (database: Database) => Promise<T>,
): Promise<T> {
  const url = place.databaseUrl ?? urlOfRunning(join(place.dataFolder, 'postgres'));
  if (url === null) {
    throw new CommandError(
      `No PostgreSQL runs in ${place.dataFolder}: start the platform with npm start, name its folder with --data, or set DATABASE_URL.`,
    );
  }
  const dataSource = createDataSource({ url, applicationName: 'keys', poolSize: 1 });
  await dataSource.initialize();
  try {
    return await work(new Database(dataSource));
  } finally {
    await dataSource.destroy();
  }
}
