import type { Transaction } from '#common';
import { addDays } from '#common/calendar';
import { Injectable } from '@nestjs/common';
import type { ChurnDefinition } from './churn-definition.js';
import { copyRows, dayLiteral } from './copy-rows.js';
import { lastFollowedDay } from './follow-up.js';
import type { FollowUp } from './follow-up.js';
import { firstEventsSql, SELECT_LABEL_ROWS } from './labels.sql.js';
import { SnapshotsRepository } from './snapshots.repository.js';
import { assertLabelWindowClosed, incompleteLabelDays, windowsOf } from './windows.js';

/** Reads what happened after a snapshot date: what labels are made of. */
@Injectable()
export class LabelsRepository {
  constructor(private readonly snapshots: SnapshotsRepository) {}

  /** In how many rows users of campaigns are; all others are in one. See {@link SELECT_LABEL_ROWS}. */
  async labelRows(
    transaction: Transaction,
    snapshotDate: string,
    definition: Pick<ChurnDefinition, 'featureDays' | 'labelDays'>,
  ): Promise<ReadonlyMap<bigint, number>> {
    const { labelsFrom, labelsTo } = windowsOf(snapshotDate, definition);
    const rows = new Map<bigint, number>();
    const sql = withDays(SELECT_LABEL_ROWS, labelsFrom, labelsTo);
    await copyRows(transaction, sql, 1, (userId, [count]) => rows.set(userId, count!));
    return rows;
  }

  /**
   * What happened to each user, in the order given.
   * @throws DomainError conflict while the label window is open: no caller can get a label too early
   */
  async followUp(
    transaction: Transaction,
    snapshotDate: string,
    definition: Pick<ChurnDefinition, 'featureDays' | 'labelDays' | 'activityKinds'>,
    userIds: BigInt64Array,
  ): Promise<FollowUp> {
    const { newestDay } = await this.snapshots.loadedDays(transaction);
    assertLabelWindowClosed(snapshotDate, definition.labelDays, newestDay);
    const { labelsFrom } = windowsOf(snapshotDate, definition);
    const last = lastFollowedDay(snapshotDate, definition.labelDays, newestDay);
    const sql = withDays(firstEventsSql(definition.activityKinds), labelsFrom, last);
    const firstOf = new Map<bigint, number>();
    await copyRows(transaction, sql, 1, (userId, [day]) => firstOf.set(userId, day!));
    const whole = new Set((await this.snapshots.coverage(transaction)).wholeDays);
    let observedDays = 0;
    for (let day = labelsFrom; day <= last && whole.has(day); day = addDays(day, 1)) observedDays++;
    return {
      firstEvents: Uint8Array.from(userIds, (userId) => firstOf.get(userId) ?? 0),
      observedDays,
      missingDays: incompleteLabelDays(snapshotDate, definition.labelDays, whole),
    };
  }
}

function withDays(sql: string, from: string, to: string): string {
  return sql.replaceAll('$1::date', dayLiteral(from)).replaceAll('$2::date', dayLiteral(to));
}
