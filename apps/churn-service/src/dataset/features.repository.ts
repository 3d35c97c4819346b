import { Database, LONG_STATEMENTS } from '#common';
import type { Transaction } from '#common';
import { OutdatedModelError } from '#common/outdated-model';
import { Injectable } from '@nestjs/common';
import { createHash } from 'node:crypto';
import type { PopulationDto } from './windows.dto.js';
import { EVERYBODY } from './churn-definition.js';
import type { ChurnDefinition } from './churn-definition.js';
import { FactsRepository } from './facts.repository.js';
import type { FeatureCatalogue } from './feature-catalogue.js';
import { copyRows } from './copy-rows.js';
import { FeatureTable, GrowingTable } from './feature-table.js';
import type { FeatureRow } from './feature-table.js';
import {
  ALL_USERS,
  countPopulationSql,
  featuresSql,
  PLAN_ONCE,
  populationFeaturesSql,
  SELECT_MIDDLE_USER,
  WITHOUT_WORKERS,
} from './features.sql.js';
import type { UserRange } from './features.sql.js';
import type { SeenDays } from './windows.js';

/** Computes features in PostgreSQL. */
@Injectable()
export class FeaturesRepository {
  constructor(
    private readonly database: Database,
    private readonly facts: FactsRepository,
  ) {}

  /**
   * Features of the whole population, some users at a time, as they come, in no order: few pieces have fewer.
   * @param from where they are read, @param signal ends the reading at once
   * @param onPiece no more is read until its promise is fulfilled, but for what has arrived with the piece
   * @returns how many users there were
   * @throws OutdatedModelError where a fact of the catalogue is not declared any more
   */
  async inPieces(
    catalogue: FeatureCatalogue,
    days: SeenDays,
    population: PopulationDto,
    { users, from = this.database, signal }: { users: number; from?: Database; signal: AbortSignal },
    onPiece: (piece: FeatureTable) => Promise<void>,
  ): Promise<number> {
    const width = catalogue.features.length;
    const problem = await this.facts.problemOf(catalogue.facts, population);
    if (problem !== null)
      throw new OutdatedModelError(
        `The version cannot score any more: ${problem} Train another one (POST /admin/churn/retrain).`,
      );
    const counts = await this.inHalves({ from, signal }, days.snapshotDate, async (transaction, range) => {
      let [table, all] = [new GrowingTable(width, users), 0];
      let taken: Promise<void> | undefined;
      const end = () => {
        signal.throwIfAborted();
        const piece = table.done();
        if (piece.rows > 0) taken = onPiece(piece);
        [table, all] = [new GrowingTable(width, users), all + piece.rows];
      };
      const sql = populationFeaturesSql(catalogue, days, population, range);
      const onRow = (userId: bigint, values: Float64Array) => {
        table.add(userId, values);
        if (table.length === users) end();
      };
      await copyRows(transaction, sql, width, onRow, () => taken);
      end();
      return all;
    });
    return counts.reduce((sum, count) => sum + count, 0);
  }

  /** The population as a transaction sees it. */
  async readPopulation(
    transaction: Transaction,
    catalogue: FeatureCatalogue,
    days: SeenDays,
    population: PopulationDto,
    range: UserRange = ALL_USERS,
  ): Promise<FeatureTable> {
    const width = catalogue.features.length;
    const table = new GrowingTable(width);
    const sql = populationFeaturesSql(catalogue, days, population, range);
    await copyRows(transaction, sql, width, (userId, values) => table.add(userId, values));
    return table.done();
  }

  /** The share of the population that is about `most` users; 1 where it has no more. */
  async shareOf(
    transaction: Transaction,
    snapshotDate: string,
    { featureDays, population }: Pick<ChurnDefinition, 'featureDays' | 'population'>,
    most: number,
  ): Promise<number> {
    const sql = countPopulationSql(featureDays, population);
    const [row] = await transaction.query<{ users: number }>(sql, [snapshotDate]);
    return Math.min(1, most / Math.max(1, row!.users));
  }

  /** Features of those of the given users who belong to the population. */
  async ofUsers(
    catalogue: FeatureCatalogue,
    days: SeenDays,
    userIds: readonly string[],
    population: PopulationDto = EVERYBODY,
  ): Promise<FeatureTable> {
    const text = featuresSql(catalogue, { population, whose: 'given' });
    const name = `churn_features_${createHash('sha256').update(text).digest('hex').slice(0, 32)}`;
    const { rows } = await this.database.transaction(async ({ client }) => {
      await client.query(PLAN_ONCE);
      return await client.query<FeatureRow>({
        name,
        text,
        values: [days.snapshotDate, days.incomplete, userIds],
      });
    });
    return FeatureTable.fromRows(catalogue, rows);
  }

  /**
   * Reads two halves of the users at once, each in one core: workers of PostgreSQL divide days among
   * themselves, and every one of them adds up all users. @returns the halves, lower ids first; a load that
   * ends in between may be seen by one of them alone
   */
  private async inHalves<Half>(
    { from: database, signal }: { from: Database; signal: AbortSignal },
    snapshotDate: string,
    read: (transaction: Transaction, range: UserRange) => Promise<Half>,
  ): Promise<Half[]> {
    const [row] = await database.query<{ middle: string | null }>(SELECT_MIDDLE_USER, [snapshotDate]);
    const middle = row!.middle === null ? null : BigInt(row!.middle);
    const ranges =
      middle === null
        ? [ALL_USERS]
        : [
            { ...ALL_USERS, below: middle },
            { ...ALL_USERS, from: middle },
          ];
    const halves = ranges.map((range) =>
      database.transaction(
        async (transaction) => {
          await transaction.query(WITHOUT_WORKERS);
          return await read(transaction, range);
        },
        { ...LONG_STATEMENTS, signal },
      ),
    );
    // Neither goes on when this has ended.
    await Promise.allSettled(halves);
    return await Promise.all(halves);
  }
}
