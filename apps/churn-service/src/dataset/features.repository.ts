import { Database } from '#common';
import type { Transaction } from '#common';
import { Injectable } from '@nestjs/common';
import { createHash } from 'node:crypto';
import { EVERYBODY } from './churn-definition.js';
import type { Population } from './churn-definition.js';
import type { FeatureCatalogue } from './feature-catalogue.js';
import { copyRows } from './copy-rows.js';
import { FeatureTable } from './feature-table.js';
import type { FeatureRow } from './feature-table.js';
import { featuresSql, PLAN_ONCE, populationFeaturesSql } from './features.sql.js';
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

  /**
   * The same some users at a time, as they come: the last piece has fewer.
   * @param signal checked with each piece
   * @returns how many users there were
   */
  async inPieces(
    catalogue: FeatureCatalogue,
    snapshotDate: string,
    population: Population,
    { users, signal }: { users: number; signal: AbortSignal },
    onPiece: (piece: FeatureTable) => void,
  ): Promise<number> {
    const width = catalogue.features.length;
    let [table, all] = [new GrowingTable(width), 0];
    const end = () => {
      signal.throwIfAborted();
      const piece = table.done();
      if (piece.rows > 0) onPiece(piece);
      [table, all] = [new GrowingTable(width), all + piece.rows];
    };
    const sql = populationFeaturesSql(catalogue, snapshotDate, population);
    await this.database.transaction(
      async (transaction) => {
        await copyRows(transaction, sql, width, (userId, values) => {
          table.add(userId, values);
          if (table.length === users) end();
        });
        end();
      },
      { statementTimeoutMs: 0 },
    );
    return all;
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
    const text = featuresSql(catalogue, { population, whose: 'given' });
    const name = `churn_features_${createHash('sha256').update(text).digest('hex').slice(0, 32)}`;
    const { rows } = await this.database.transaction(async ({ client }) => {
      await client.query(PLAN_ONCE);
      return await client.query<FeatureRow>({ name, text, values: [snapshotDate, userIds] });
    });
    return FeatureTable.fromRows(catalogue, rows);
  }
}
