import type { Transaction } from '#common';
import { Injectable } from '@nestjs/common';
import type { ChurnDefinition } from './churn-definition.js';
import { copyRows, dayLiteral } from './copy-rows.js';
import { activeUsersSql } from './labels.sql.js';
import { SnapshotsRepository } from './snapshots.repository.js';
import { assertLabelWindowClosed, windowsOf } from './windows.js';

/** Reads who churned. */
@Injectable()
export class LabelsRepository {
  constructor(private readonly snapshots: SnapshotsRepository) {}

  /**
   * Label of each user, in the order given: 1 churned (no event of the kinds in the label window), 0 not.
   * @throws DomainError conflict while the label window is open: no caller can get a label too early
   */
  async churned(
    transaction: Transaction,
    snapshotDate: string,
    definition: Pick<ChurnDefinition, 'featureDays' | 'labelDays' | 'activityKinds'>,
    userIds: BigInt64Array,
  ): Promise<Uint8Array> {
    const { newestDay } = await this.snapshots.loadedDays(transaction);
    assertLabelWindowClosed(snapshotDate, definition.labelDays, newestDay);
    const { labelsFrom, labelsTo } = windowsOf(snapshotDate, definition);
    const sql = activeUsersSql(definition.activityKinds)
      .replaceAll('$1::date', dayLiteral(labelsFrom))
      .replaceAll('$2::date', dayLiteral(labelsTo));
    const active = new Set<bigint>();
    await copyRows(transaction, sql, 0, (userId) => active.add(userId));
    return Uint8Array.from(userIds, (userId) => (active.has(userId) ? 0 : 1));
  }
}
