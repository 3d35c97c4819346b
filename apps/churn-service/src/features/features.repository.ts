import { Database } from '#common';
import { Injectable } from '@nestjs/common';
import { EVERYBODY } from '../labels/churn-definition.js';
import type { Population } from '../labels/churn-definition.js';
import type { FeatureCatalogue } from './feature-catalogue.js';
import { FeatureTable } from './feature-table.js';
import type { FeatureRow } from './feature-table.js';
import { featuresSql } from './features.sql.js';

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
    const batches: FeatureTable[] = [];
    const stream = this.database.stream<FeatureRow>(featuresSql(catalogue, population), [snapshotDate, null]);
    for await (const rows of stream) batches.push(FeatureTable.fromRows(catalogue, rows));
    return FeatureTable.joined(catalogue, batches);
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
