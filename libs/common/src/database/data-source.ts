import pg from 'pg';
import { DataSource, DefaultNamingStrategy } from 'typeorm';
import type { MigrationInterface, Table, ValueTransformer } from 'typeorm';
import type { PostgresDataSourceOptions } from 'typeorm/driver/postgres/PostgresDataSourceOptions.js';
import { answerWithin, BoundedClient, CONNECTION_LIMITS, NO_LIMITS } from './bounded-client.js';
import type { StatementLimits } from './bounded-client.js';

// A date is a calendar day here, never an instant: keep 'YYYY-MM-DD' instead of a local midnight.
pg.types.setTypeParser(pg.types.builtins.DATE, (text) => text);

export interface DataSourceSettings {
  url: string;
  applicationName: string;
  poolSize?: number;
  /** Default: none. */
  limits?: StatementLimits;
  migrations?: (new () => MigrationInterface)[];
  onPoolError?: (error: unknown) => void;
}

/** A data source without entities, for what needs no Nest. */
export function createDataSource(settings: DataSourceSettings): DataSource {
  return new DataSource(dataSourceOptions(settings));
}

/** The one TypeORM configuration: no synchronisation, explicit migrations, bounded statements. */
export function dataSourceOptions(settings: DataSourceSettings): PostgresDataSourceOptions {
  const limits = settings.limits ?? NO_LIMITS;
  return {
    type: 'postgres',
    url: settings.url,
    applicationName: settings.applicationName,
    poolSize: settings.poolSize ?? 4,
    synchronize: false,
    migrationsRun: false,
    migrationsTableName: 'schema_migration',
    migrations: settings.migrations ?? [],
    namingStrategy: new ColumnNames(),
    installExtensions: false,
    poolErrorHandler: settings.onPoolError ?? (() => undefined),
    extra: {
      ...CONNECTION_LIMITS,
      Client: BoundedClient,
      statement_timeout: limits.requestMs,
      answerWithinMs: answerWithin(limits.requestMs, limits),
    },
  };
}

/**
 * Names as PostgreSQL and the migrations have them: columns in snake_case, primary keys as `table_pkey`.
 * Other constraints are named in their entity.
 */
class ColumnNames extends DefaultNamingStrategy {
  override columnName(property: string, name: string | undefined): string {
    return name ?? property.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  }

  override primaryKeyName(table: Table | string): string {
    return `${this.getTableName(table)}_pkey`;
  }
}

/** For bigint columns whose values fit a number exactly; without it they arrive as strings. */
export const asNumber: ValueTransformer = {
  from: (text: string | null) => (text === null ? null : Number(text)),
  to: (value: unknown) => value,
};
