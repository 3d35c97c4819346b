import { createDataSource, createService, loadSettings } from '#common';
import type { ServiceDefinition } from '#common';
import { DataSource, getMetadataArgsStorage } from 'typeorm';
import type { z } from 'zod';
import { churnService } from '../../../apps/churn-service/src/churn-service.js';
import { ingestService } from '../../../apps/ingest-service/src/ingest-service.js';
import { recommenderService } from '../../../apps/recommender-service/src/recommender-service.js';
import { createTestDatabase } from '../../support/test-database.js';
import type { TestDatabase } from '../../support/test-database.js';

let migrated: TestDatabase;
/** On the migrated database, with the entities that the modules of all services name. */
let dataSource: DataSource;

async function entitiesOf<Schema extends z.ZodObject>(
  service: ServiceDefinition<Schema>,
): Promise<unknown[]> {
  const settings = { DATABASE_URL: migrated.url, LOGS_DIR: '/logs', NODE_ENV: 'test', LOG_LEVEL: 'error' };
  const app = await createService(service, loadSettings(service.schema, settings));
  const { entityMetadatas } = app.get(DataSource);
  await app.close();
  return entityMetadatas.map(({ target }) => target);
}

/** Columns, constraints and indexes of the tables of all entities. */
async function definitions(): Promise<string[]> {
  const tables = dataSource.entityMetadatas.map(({ tableName }) => tableName);
  const rows = await dataSource.query<{ name: string; definition: string }[]>(
    `SELECT a.attrelid::regclass || '.' || a.attname AS name,
       concat_ws(' ', format_type(a.atttypid, a.atttypmod), CASE WHEN a.attnotnull THEN 'NOT NULL' END,
         'DEFAULT ' || pg_get_expr(d.adbin, d.adrelid), nullif(a.attidentity, ''), nullif(a.attgenerated, '')) AS definition
     FROM pg_attribute a LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
     WHERE a.attrelid = ANY($1::regclass[]) AND a.attnum > 0 AND NOT a.attisdropped
     UNION ALL SELECT conrelid::regclass || ' constraint ' || conname, pg_get_constraintdef(oid) FROM pg_constraint
     WHERE conrelid = ANY($1::regclass[]) AND contype <> 'n'
     UNION ALL SELECT indrelid::regclass || ' index ' || indexrelid::regclass, pg_get_indexdef(indexrelid) FROM pg_index
     WHERE indrelid = ANY($1::regclass[])
     ORDER BY 1`,
    [tables],
  );
  // Which way a B-tree is sorted makes no difference, and entities cannot say it.
  return rows.map(({ name, definition }) => `${name}: ${definition.replace(/ DESC\b/g, '')}`);
}

beforeAll(async () => {
  migrated = await createTestDatabase();
  const entities = [
    ...(await entitiesOf(ingestService)),
    ...(await entitiesOf(churnService)),
    ...(await entitiesOf(recommenderService)),
  ];
  const { options } = createDataSource({ url: migrated.url, applicationName: 'test' });
  dataSource = new DataSource({ ...options, entities: [...new Set(entities)] as (() => void)[] });
  await dataSource.initialize();
});

afterAll(async () => {
  await dataSource.destroy();
  await migrated.drop();
});

describe('entities', () => {
  it('are each named by a module', () => {
    const named = dataSource.entityMetadatas.map(({ tableName }) => tableName).sort();
    expect(named).toEqual(
      getMetadataArgsStorage()
        .tables.map(({ name }) => name)
        .sort(),
    );
    expect(named).toContain('model_version');
  });

  it('need no change of the schema that the migrations make', async () => {
    const { upQueries, downQueries } = await dataSource.driver.createSchemaBuilder().log();
    expect([...upQueries, ...downQueries].map(({ query }) => query)).toEqual([]);
  });

  it('would make the very tables that the migrations make', async () => {
    const byMigrations = await definitions();
    // TypeORM compares checks, foreign keys and indexes by little more than their names.
    await dataSource.query('DROP SCHEMA public CASCADE; CREATE SCHEMA public');
    await dataSource.synchronize();
    const unknownToTypeOrm = dataSource.entityMetadatas
      .flatMap(({ indices }) => indices)
      .filter(({ synchronize }) => !synchronize)
      .map(({ name, entityMetadata }) => `${entityMetadata.tableName} index ${name}:`);
    expect(await definitions()).toEqual(
      byMigrations.filter((text) => !unknownToTypeOrm.some((index) => text.startsWith(index))),
    );
  });
});
