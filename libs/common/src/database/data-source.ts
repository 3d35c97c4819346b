import pg from 'pg';
import { DataSource } from 'typeorm';
import type { MigrationInterface } from 'typeorm';

// A date is a calendar day here, never an instant: keep 'YYYY-MM-DD' instead of a local midnight.
pg.types.setTypeParser(pg.types.builtins.DATE, (text) => text);

export interface DataSourceSettings {
  url: string;
  applicationName: string;
  poolSize?: number;
  statementTimeoutMs?: number;
  migrations?: (new () => MigrationInterface)[];
  onPoolError?: (error: unknown) => void;
}

/** The one TypeORM data source configuration: no synchronisation, explicit migrations, bounded statements. */
export function createDataSource(settings: DataSourceSettings): DataSource {
  return new DataSource({
    type: 'postgres',
    url: settings.url,
    applicationName: settings.applicationName,
    poolSize: settings.poolSize ?? 4,
    synchronize: false,
    migrationsRun: false,
    migrationsTableName: 'schema_migration',
    migrations: settings.migrations ?? [],
    entities: [],
    installExtensions: false,
    poolErrorHandler: settings.onPoolError ?? (() => undefined),
    extra: {
      statement_timeout: settings.statementTimeoutMs ?? 0,
      connectionTimeoutMillis: 5_000,
      // A dead peer (host gone without a FIN) is noticed by the kernel instead of hanging a request.
      keepAlive: true,
    },
  });
}
