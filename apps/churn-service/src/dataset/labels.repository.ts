import type { Transaction } from '#common';
import { addDays } from '#common/calendar';
import { Injectable } from '@nestjs/common';
import type { ChurnDefinition } from './churn-definition.js';
import { copyRows, dayLiteral } from './copy-rows.js';
import { lastFollowedDay } from './follow-up.js';
import type { FollowUp } from './follow-up.js';
import { firstEventsSql } from './labels.sql.js';
import { SnapshotsRepository } from './snapshots.repository.js';
import { assertLabelWindowClosed, windowsOf } from './windows.js';

/** Reads what happened after a snapshot date: what labels are made of. */
@Injectable()
export class LabelsRepository {
  constructor(private readonly snapshots: SnapshotsRepository) {}

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
    const sql = firstEventsSql(definition.activityKinds)
      .replaceAll('$1::date', dayLiteral(labelsFrom))
      .replaceAll('$2::date', dayLiteral(last));
    const firstOf = new Map<bigint, number>();
    await copyRows(transaction, sql, 1, (userId, [day]) => firstOf.set(userId, day!));
    const whole = new Set((await this.snapshots.coverage(transaction)).wholeDays);
    let observedDays = 0;
    for (let day = labelsFrom; day <= last && whole.has(day); day = addDays(day, 1)) observedDays++;
    return {
      firstEvents: Uint8Array.from(userIds, (userId) => firstOf.get(userId) ?? 0),
      observedDays,
    };
  }
}
