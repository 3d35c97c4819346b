import { Database } from '#common';
import type { Transaction } from '#common';
import { Injectable } from '@nestjs/common';
import { EVERYBODY } from './churn-definition.js';
import type { Population } from './churn-definition.js';
import type { FeatureCatalogue } from './feature-catalogue.js';
import { copyRows } from './copy-rows.js';
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
    return await this.database.transaction(
      (transaction) => this.readPopulation(transaction, catalogue, snapshotDate, population),
      { statementTimeoutMs: 0 },
    );
  }

  /** The same as a transaction sees it. */
  async readPopulation(
    transaction: Transaction,
    catalogue: FeatureCatalogue,
    snapshotDate: string,
    population: Population,
  ): Promise<FeatureTable> {
    const width = catalogue.features.length;
    const table = new GrowingTable(width);
    const sql = populationFeaturesSql(catalogue, snapshotDate, population);
    await copyRows(transaction, sql, width, (userId, values) => table.add(userId, values));
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
