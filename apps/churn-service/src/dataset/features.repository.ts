import { Database } from '#common';
import { Injectable } from '@nestjs/common';
import { to as copyTo } from 'pg-copy-streams';
import { EVERYBODY } from './churn-definition.js';
import type { Population } from './churn-definition.js';
import type { FeatureCatalogue } from './feature-catalogue.js';
import { BinaryRows } from './binary-rows.js';
import { FeatureTable } from './feature-table.js';
import type { FeatureRow } from './feature-table.js';
import { featuresSql, populationFeaturesSql } from './features.sql.js';
import { GrowingTable } from './growing-table.js';

/** Computes features in PostgreSQL. */
@Injectable()
export class FeaturesRepository {
  constructor(private readonly database: Database) {}

  /** Features of the whole population at a snapshot date, users ascending. */
  async ofPopulation(
    catalogue: FeatureCatalogue,
    snapshotDate: string,
    population: Population = EVERYBODY,
  ): Promise<FeatureTable> {
    const table = new GrowingTable(catalogue.features.length);
    const rows = new BinaryRows(catalogue.features.length, (userId, values) => table.add(userId, values));
    const copy = `COPY (${populationFeaturesSql(catalogue, snapshotDate, population)}) TO STDOUT (FORMAT binary)`;
    await this.database.transaction(
      async ({ client }) => {
        for await (const piece of client.query(copyTo(copy))) rows.push(piece as Buffer);
      },
      { statementTimeoutMs: 0 },
    );
    return table.done();
  }

  /** Features of those of the given users who belong to the population. */
  async ofUsers(
    catalogue: FeatureCatalogue,
    snapshotDate: string,
    userIds: readonly string[],
    population: Population = EVERYBODY,
  ): Promise<FeatureTable> {
    const rows = await this.database.query<FeatureRow>(featuresSql(catalogue, population), [
      snapshotDate,
      userIds,
    ]);
    return FeatureTable.fromRows(catalogue, rows);
  }
}
