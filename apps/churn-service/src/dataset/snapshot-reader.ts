import { LONG_STATEMENTS, Reads } from '#common';
import type { Transaction } from '#common';
import { Injectable, Logger } from '@nestjs/common';
import type { ChurnDefinition } from './churn-definition.js';
import { featureCatalogue } from './feature-catalogue.js';
import type { FeatureTable } from './feature-table.js';
import { FeaturesRepository } from './features.repository.js';
import { ALL_USERS } from './features.sql.js';
import { lastFollowedDay, silentThrough } from './follow-up.js';
import type { FollowUp } from './follow-up.js';
import { LabelsRepository, weightsOf } from './labels.repository.js';
import { LoadedDaysRepository } from './loaded-days.repository.js';
import { historyFrom, windowsOf } from './windows.js';
import type { SeenDays } from './windows.js';

/**
 * Everybody of one snapshot date, with what happened: features and labels as the database was at one time. Users whom
 * a campaign contacted in the label window are left out.
 */
export interface LabelledSnapshot extends SeenDays {
  /** Of the users of the day that the table has, see `UserRange`. */
  readonly share: number;
  readonly table: FeatureTable;
  /** 1 churned, 0 not; one a row of the table. */
  readonly labels: Uint8Array;
  /** What the label of each row counts: of hold-outs, that of the users whom they stand for; else 1. */
  readonly weights: Float64Array;
  readonly followUp: FollowUp;
  /** Users who were left out, since a campaign contacted them in the label window. */
  readonly treatedUsers: number;
  /** Campaigns that ran in the label window. */
  readonly campaigns: readonly string[];
  /** Mark of the loads of all days that were read: equal marks, equal data. */
  readonly fingerprint: string;
}

/** Which users are read: a share, or one in which they are at most about so many. */
export type UsersRead = { readonly share: number } | { readonly most: number };

/** A snapshot is read again after a load of its days; the last reading is used whatever is loaded meanwhile. */
const MOST_READINGS = 3;

/** Reads one snapshot as the database was at one time. */
@Injectable()
export class SnapshotReader {
  private readonly logger = new Logger('dataset');

  constructor(
    private readonly reads: Reads,
    private readonly loaded: LoadedDaysRepository,
    private readonly features: FeaturesRepository,
    private readonly labels: LabelsRepository,
  ) {}

  /** The snapshot as the transaction sees it. */
  async read(
    transaction: Transaction,
    snapshotDate: string,
    definition: ChurnDefinition,
    users: UsersRead,
  ): Promise<LabelledSnapshot> {
    const fingerprint = await this.markOf(snapshotDate, definition, transaction);
    const catalogue = featureCatalogue(definition);
    const { population } = definition;
    const share =
      'share' in users
        ? users.share
        : await this.features.shareOf(transaction, snapshotDate, definition, users.most);
    const whose = { ...ALL_USERS, share };
    const unknown = await this.loaded.unknownFor(snapshotDate, definition, transaction);
    const days = { snapshotDate, incomplete: unknown };
    const members = await this.features.readPopulation(transaction, catalogue, days, population, whose);
    const { labelDays } = definition;
    const endings =
      population.notEnded === true
        ? await this.labels.endings(transaction, snapshotDate, labelDays, share)
        : null;
    const all = endings === null ? members : members.of((userId) => endings.get(userId) !== 0);
    const known = await this.labels.weights(transaction, snapshotDate, labelDays);
    const campaigns = await this.labels.campaigns(transaction, snapshotDate, labelDays);
    const table = known.size === 0 ? all : all.of((userId) => known.get(userId) !== 0);
    const followUp = await this.labels.followUp(transaction, snapshotDate, definition, table.userIds, share);
    const labels =
      endings === null
        ? silentThrough(labelDays, followUp.firstEvents)
        : Uint8Array.from(table.userIds, (userId) => endings.get(userId) ?? 0);
    const treatedUsers = all.rows - table.rows;
    const weights = weightsOf(table.userIds, known);
    const incomplete = await this.loaded.incompleteFor(snapshotDate, definition, transaction);
    return {
      snapshotDate,
      incomplete,
      share,
      table,
      labels,
      weights,
      followUp,
      treatedUsers,
      campaigns,
      fingerprint,
    };
  }

  /** Every statement of a reading sees the same snapshot; days that are loaded during it make it begin again. */
  async undisturbed<Snapshot extends LabelledSnapshot & { readonly definition: ChurnDefinition }>(
    read: (transaction: Transaction) => Promise<Snapshot>,
    signal: AbortSignal,
  ): Promise<Snapshot> {
    for (let reading = 1; ; reading++) {
      const snapshot = await this.reads.run('committed', (database) =>
        database.transaction(read, { ...LONG_STATEMENTS, isolation: 'REPEATABLE READ', signal }),
      );
      const mark = await this.markOf(snapshot.snapshotDate, snapshot.definition);
      if (mark === snapshot.fingerprint || reading === MOST_READINGS) return snapshot;
      this.logger.log(`Days of the snapshot ${snapshot.snapshotDate} were loaded while it was read; again.`);
    }
  }

  /** Of all days before and after the snapshot date that are read. */
  private async markOf(
    snapshotDate: string,
    definition: ChurnDefinition,
    transaction?: Transaction,
  ): Promise<string> {
    const { newestDay } = await this.loaded.loadedDays(transaction);
    const { labelsTo } = windowsOf(snapshotDate, definition);
    const last = lastFollowedDay(snapshotDate, definition.labelDays, newestDay ?? labelsTo);
    return (await this.loaded.loads(historyFrom(snapshotDate, definition), last, transaction)).mark;
  }
}
