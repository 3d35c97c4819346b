import type { Transaction } from '#common';
import { addDays } from '#common/calendar';
import { Injectable } from '@nestjs/common';
import type { ChurnDefinition } from './churn-definition.js';
import { copyRows, dayLiteral } from './copy-rows.js';
import { endingsSql } from './endings.sql.js';
import { HORIZONS, lastFollowedDay } from './follow-up.js';
import type { FollowUp } from './follow-up.js';
import { firstEventsSql, SELECT_CAMPAIGNS_OF_LABELS, SELECT_LABEL_WEIGHTS } from './labels.sql.js';
import { LoadedDaysRepository } from './loaded-days.repository.js';
import { assertLabelWindowClosed, incompleteLabelDays, windowsOf } from './windows.js';

/** Reads what happened after a snapshot date: what labels are made of. */
@Injectable()
export class LabelsRepository {
  constructor(private readonly loaded: LoadedDaysRepository) {}

  /** Weights of users of campaigns that ran in the `days` after a snapshot; all others weigh 1. */
  async weights(
    transaction: Transaction,
    snapshotDate: string,
    days: number,
  ): Promise<ReadonlyMap<bigint, number>> {
    const weights = new Map<bigint, number>();
    const sql = withDays(SELECT_LABEL_WEIGHTS, addDays(snapshotDate, 1), addDays(snapshotDate, days));
    await copyRows(transaction, sql, 1, (userId, [weight]) => weights.set(userId, weight!));
    return weights;
  }

  /** Keys of campaigns that ran in the `days` after a snapshot. */
  async campaigns(transaction: Transaction, snapshotDate: string, days: number): Promise<string[]> {
    const window = [addDays(snapshotDate, 1), addDays(snapshotDate, days)];
    const campaigns = await transaction.query<{ key: string }>(SELECT_CAMPAIGNS_OF_LABELS, window);
    return campaigns.map(({ key }) => key);
  }

  /** Users who ended in the label window, 1, and those who had ended before, as was told later, 0. */
  async endings(
    transaction: Transaction,
    snapshotDate: string,
    days: number,
    share: number,
  ): Promise<ReadonlyMap<bigint, number>> {
    const endings = new Map<bigint, number>();
    const users = `/* churn.endings */ SELECT "userId", churned::int::float8 FROM (${endingsSql(share)}) AS ended`;
    const sql = withDays(users, addDays(snapshotDate, 1), addDays(snapshotDate, days));
    await copyRows(transaction, sql, 1, (userId, [churned]) => endings.set(userId, churned!));
    return endings;
  }

  /**
   * What happened to each user, in the order given.
   * @param share of the users that these are
   * @throws DomainError conflict while the label window is open: no caller can get a label too early
   */
  async followUp(
    transaction: Transaction,
    snapshotDate: string,
    definition: Pick<ChurnDefinition, 'featureDays' | 'labelDays' | 'activityKinds'>,
    userIds: BigInt64Array,
    share = 1,
  ): Promise<FollowUp> {
    const { newestDay } = await this.loaded.loadedDays(transaction);
    assertLabelWindowClosed(snapshotDate, definition.labelDays, newestDay);
    const { labelsFrom } = windowsOf(snapshotDate, definition);
    const last = lastFollowedDay(snapshotDate, definition.labelDays, newestDay);
    const sql = withDays(firstEventsSql(definition.activityKinds, share), labelsFrom, last);
    const firstOf = new Map<bigint, number>();
    await copyRows(transaction, sql, 1, (userId, [day]) => firstOf.set(userId, day!));
    const whole = new Set((await this.loaded.coverage(transaction)).wholeDays);
    let observedDays = 0;
    for (let day = labelsFrom; day <= last && whole.has(day); day = addDays(day, 1)) observedDays++;
    const longer = new Map<number, Float64Array>();
    for (const days of HORIZONS.filter(
      (horizon) => horizon > definition.labelDays && horizon <= observedDays,
    )) {
      const weights = await this.weights(transaction, snapshotDate, days);
      if (weights.size > 0) longer.set(days, weightsOf(userIds, weights));
    }
    return {
      weights: longer,
      firstEvents: Uint8Array.from(userIds, (userId) => firstOf.get(userId) ?? 0),
      observedDays,
      missingDays: incompleteLabelDays(snapshotDate, definition.labelDays, whole),
    };
  }
}

/** The weight of each user; 1 where there is none. */
export function weightsOf(userIds: BigInt64Array, weights: ReadonlyMap<bigint, number>): Float64Array {
  const all = new Float64Array(userIds.length).fill(1);
  if (weights.size > 0) userIds.forEach((userId, row) => (all[row] = weights.get(userId) ?? 1));
  return all;
}

function withDays(sql: string, from: string, to: string): string {
  return sql.replaceAll('$1::date', dayLiteral(from)).replaceAll('$2::date', dayLiteral(to));
}
